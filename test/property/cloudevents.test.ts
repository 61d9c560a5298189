import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudEvent, HTTP } from 'cloudevents'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type CloudEventNames,
  emittedSource,
  isUriReference,
  readSource,
  standardNames,
  writtenSource,
} from '../../src/wire/cloudevent-names.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { randomLog } from '../reference/random-log.ts'
import { allocInProcess } from './replay-in-process.ts'
import { ownNames, writing, written } from './written-lines.ts'

const skip = ['--on-error', 'skip', '--max-errors', 'none', '--show', 'events', '-q']
const opening = '{"type":"BatchCreated","ref":"first","sku":"Ä\\"","qty":4}\n'
const times = ['2026-11-20t09:15:00.25z', '2016-12-31T23:59:60Z', '2026-11-20T10:15:00+01:00']

test('what is written as CloudEvents is valid for the official SDK, and read back by it as it was', async () => {
  const seen = { emitted: 0, inputs: 0 }
  const names = fc.constantFrom([], ownNames, ['--ce-source', 'https://depot.example'])
  const check = fc.asyncProperty(randomLog({ maxSteps: 30 }), writing, names, async (log, writing, names) => {
    const directory = temporaryDirectory()
    const [db, file] = [join(directory, 'w.db'), join(directory, 'log.ndjson')]
    const timed = log.map((event, index) => ({
      ...event,
      ...(index % 3 === 0 && { time: times[(index % 9) / 3] }),
    }))
    writeFileSync(file, opening + written(timed, writing))

    const ce = ['-o', 'cloudevents', ...names]
    const printed = await allocInProcess(['replay', '--db', db, ...skip, ...ce, file])
    const emitted = await allocInProcess(['export', '--db', db, '--emitted', ...ce])
    const inputs = await allocInProcess(['export', '--db', db, ...ce])

    expect(emitted.stdout).toBe(printed.stdout)
    for (const line of linesOf(emitted.stdout + inputs.stdout))
      expect(readBack(line)).toEqual(JSON.parse(line))
    seen.emitted += linesOf(emitted.stdout).length
    seen.inputs += linesOf(inputs.stdout).length
  })

  await fc.assert(check, { numRuns: 60 })

  expect(seen.emitted).toBeGreaterThan(200)
  expect(seen.inputs).toBeGreaterThan(500)
})

test('any source is written as a URI reference that tells it from all others', () => {
  const part = fc.constantFrom(
    ...[
      'urn:alloc',
      'urn:depot',
      ':',
      '/',
      '//',
      'a',
      '%',
      '%41',
      ' ',
      '#',
      '?',
      '[',
      'é',
      '1.5',
      'http:',
      '@',
      '.',
    ],
  )
  const source = fc.array(part, { minLength: 1, maxLength: 6 }).map(parts => parts.join('').trim())
  const names = fc.constantFrom(
    standardNames,
    named('urn:depot'),
    named('https://depot.example'),
    named('depot'),
  )
  const check = fc.property(source, names, (source, names) => {
    fc.pre(source !== '' && source !== 'urn:alloc')

    const text = writtenSource(source, names)

    expect(readSource(text, names.source)).toBe(source)
    for (const written of [text, emittedSource(source, names)]) {
      expect(isUriReference(written)).toBe(true)
      expect(() => new CloudEvent({ id: '1', type: 'x', source: written })).not.toThrow()
    }
  })

  fc.assert(check, { numRuns: 5_000 })
})

/** An event as the SDK has it that received the line; what it adds to an event without time is left out. */
function readBack(line: string): object {
  const received = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body: line })
  if (!(received instanceof CloudEvent) || !received.validate()) throw new Error(`not valid: ${line}`)
  const { time, ...event } = received.toJSON()
  const given: { readonly time?: string } = JSON.parse(line)
  return { ...event, ...(given.time !== undefined && { time: given.time }) }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(line => line !== '')
}

function named(source: string): CloudEventNames {
  return { ...standardNames, source }
}
