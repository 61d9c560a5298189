import fc from 'fast-check'
import type { LogEvent } from '../reference/log-event.ts'
import { isOutcome } from '../reference/log-event.ts'

/** What CloudEvents are told to be called by those who write them their own way. */
export const ownNames = ['--ce-source', 'urn:depot', '--ce-type-prefix', 'depot-']

/** How a line of a log is written. */
type Hand = 'plainly' | 'oddly' | 'wrapped' | 'as CloudEvent' | 'as own CloudEvent'

const hands: readonly Hand[] = ['plainly', 'oddly', 'wrapped', 'as CloudEvent', 'as own CloudEvent']
const sources = [
  'urn:shop',
  'my shop',
  'urn:alloc:shop',
  'urn:depot:x',
  'Ladengeschäft',
  'https://shop.example/a?b',
]

/** How the lines of a log are written, one hand after the other and again from the first, and what `shop` is called. */
export type Writing = { readonly hands: readonly Hand[]; readonly source: string }

export const writing: fc.Arbitrary<Writing> = fc.record({
  hands: fc.array(fc.constantFrom(...hands), { minLength: 1, maxLength: 7 }),
  source: fc.constantFrom(...sources),
})

/** A log as somebody wrote it. */
export function written(log: readonly LogEvent[], { hands, source }: Writing): string {
  return log
    .map((event, index) => {
      const named = event.source === 'shop' ? { ...event, source } : event
      return `${line(named, hands[index % hands.length] ?? 'plainly', index)}\n`
    })
    .join('')
}

function line(event: LogEvent, hand: Hand, index: number): string {
  if (isOutcome(event, String(event.id))) return JSON.stringify(event)
  switch (hand) {
    case 'plainly':
      return JSON.stringify(event)
    case 'oddly':
      return JSON.stringify(event).replace('{', ` {\t"shelf" : {"id":"x","n":1.50e2}, "récord":[{}],`)
    case 'wrapped':
      return `{"record":"input","at":"old.ndjson:${index}","event":${JSON.stringify(event)}}`
    case 'as CloudEvent':
      return JSON.stringify(cloudEvent(event, index, 'com.example.', '.v1'))
    case 'as own CloudEvent':
      return JSON.stringify(cloudEvent({ source: 'urn:depot', ...event }, index, 'depot-', ''))
  }
}

function cloudEvent(event: LogEvent, index: number, prefix: string, version: string): object {
  const { type, id, source, time, correlationid, causationid, retrybackorders, note, ...data } = event
  return {
    traceparent: '00-1-2-03',
    Odd: { a: 1 },
    specversion: '1.0',
    type: prefix + type + version,
    id: id ?? `c-${index}-${JSON.stringify(data).length}`,
    source: source ?? 'urn:alloc',
    time: time ?? null,
    subject: 'any',
    ...{ correlationid, causationid, note, retrybackorders: retrybackorders ?? null },
    data: { shelf: 12345678901234567890n.toString(), ...data },
  }
}
