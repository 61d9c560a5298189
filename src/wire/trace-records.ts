import type { Journaled, LineOfOrder } from '../service/history.ts'
import { placeOf } from '../service/store.ts'
import { journaledMarks } from './journaled.ts'
import { jsonString } from './json-text.ts'
import { writeEventRecords } from './records.ts'
import { StringSink } from './text-sink.ts'

/**
 * The records of an input of the journal and of what it emitted, in order: the input can be fed back, the events are
 * those that its replay printed.
 */
export function* journaledRecords(journaled: Journaled): Generator<string> {
  const { position, id, source, run, line, before, text, correlationid } = journaled
  const marks = journaledMarks(journaled)
  const at = placeOf(journaled)
  const places = `"at":${jsonString(at)},"position":${position},"id":${jsonString(id)}`
  const origin = source === '' ? '' : `,"source":${jsonString(source)}`
  const changed =
    before.length === 0 ? '' : `,"before":${JSON.stringify(before.map(({ ref, qty }) => ({ ref, qty })))}`
  const mark =
    journaled.retryBackorders && marks.retrybackorders === undefined ? ',"retrybackorders":true' : ''
  // Fed back, an event without id is named after its place.
  const event = marks.id === undefined && id !== at ? `${text.slice(0, -1)},"id":${jsonString(id)}}` : text
  yield `{"record":"input",${places}${origin}${changed}${mark},"event":${event}}`
  const input = { correlationid, source: undefined, time: undefined }
  const to = new StringSink()
  for (const emission of journaled.emissions) {
    const chain = { emissions: [emission] }
    writeEventRecords({ id, line, run, input, seq: emission.seq, chain }, '}', to)
    yield to.take()
  }
}

/** An order line as it stands. */
export function orderLineRecord({ orderid, sku, qty, state, batchref }: LineOfOrder): string {
  return JSON.stringify({ record: 'orderline', orderid, sku, qty, state, batchref })
}
