import { readdirSync, readFileSync } from 'node:fs'
import { refusedLines } from '../wire/transcript.ts'

const metadata = {
  id: 'e-1',
  source: 'urn:example:depot',
  time: '2026-11-20T09:15:00.5+01:00',
  correlationid: 'web-77',
  causationid: 'web-76',
  reason: 'DAMAGED',
  note: 'wet, übel "riechend" – bay 4',
  countedby: 'Zoë',
  countedat: '2026-11-20T09:10:00Z',
  retrybackorders: true,
}
const counts = [
  { ref: 'b-1', qty: 31, expectedrev: 2, reason: 'LOST', note: 'two pallets', countedat: metadata.countedat },
  { ref: 'b-2', qty: 0, countedby: 'Zoë' },
]
const events = [
  { type: 'BatchCreated', ref: 'b-1', sku: 'RED-CHAIR', qty: 20, eta: '2026-12-01' },
  { type: 'BatchCreated', ref: 'b-2', sku: 'TISCH-Ä', qty: 0, eta: null },
  { type: 'AllocationRequired', orderid: 'o-1', sku: 'RED-CHAIR', qty: 2147483647 },
  { type: 'BatchQuantityChanged', ref: 'b-1', qty: 15, expectedrev: 9007199254740991 },
  { type: 'StockCounted', sku: 'RED-CHAIR', counts },
  { type: 'BatchArrived', ref: 'b-1' },
  { type: 'OrderLineShipped', orderid: 'o-1', sku: 'RED-CHAIR' },
  { type: 'OrderLineCancelled', orderid: 'o-1', sku: '椅子-🪑' },
]
const units = { orderid: 'o-1', sku: 'RED-CHAIR', qty: 7 }
const outcomes = [
  { type: 'Allocated', ...units, batchref: 'b-1' },
  { type: 'AllocationRequired', id: 'e-1~1', ...units },
  { type: 'OutOfStock', ...units },
  { type: 'Deallocated', ...units, batchref: 'b-1' },
]

const flat = events.flatMap(event => [event, { ...metadata, ...event }])
const cloudEvents = [...events, ...outcomes].map(({ type, ...data }) => {
  const attributes = { specversion: '1.0', ...metadata, subject: null }
  return { ...attributes, type: `com.example.${type}.v1`, datacontenttype: 'application/json', data }
})
const recorded = outcomes.map(outcome => ({
  record: 'event',
  ...metadata,
  id: 'e-1~1',
  seq: 4,
  at: 'a:5',
  ...outcome,
}))
const wrapped = [...flat, ...cloudEvents].flatMap((event, index) => {
  const text = JSON.stringify(event)
  const reject = {
    record: 'reject',
    at: `a.ndjson:${index}`,
    code: 'unknown-batch',
    message: 'there is none',
  }
  return [
    { ...reject, event },
    { record: 'input', at: 'a.ndjson:1', event },
    { ...reject, raw: text },
    { ...reject, rawbase64: Buffer.from(text).toString('base64') },
    { ...reject, event: { record: 'input', at: 'b:1', event } },
  ]
})
const others = [
  { record: 'batch', ref: 'b-1', sku: 'S', eta: null, qty: 1, lines: [{ orderid: 'o-1', qty: 1 }] },
  { record: 'summary', read: 5, db: null },
]

/** Each event that alloc takes, flat and as a CloudEvent, bare and with all that it may carry. */
export const soundObjects: readonly object[] = [...flat, ...cloudEvents, ...outcomes, ...recorded]

/** Lines that alloc takes: each event, also in a record of alloc's, and records that are no events. */
export const soundLines: readonly Buffer[] = [
  ...[...soundObjects, ...wrapped, ...others].map(line => Buffer.from(JSON.stringify(line))),
  Buffer.from(' { "type" : "BatchArrived" ,\t"ref" : "b\\u002d1" , "weight" : [ 1.0, -2e3 ] }\r'),
]

const transcript = refusedLines().flatMap(({ lines }) => lines.map(line => Buffer.from(line)))

/** Lines that alloc refuses: the corpora, and the logs of the gallery. */
export const brokenLines: readonly Buffer[] = [...corpus(), ...transcript, ...gallery()]

function corpus(): Buffer[] {
  const examples: { base64?: string }[] = JSON.parse(read('../conformance/bad-lines.json').toString())
  return examples.map(({ base64 = '' }) => Buffer.from(base64, 'base64'))
}

function gallery(): Buffer[] {
  const folder = '../../fixtures/errors/'
  const logs = readdirSync(new URL(folder, import.meta.url)).filter(name => name.endsWith('.ndjson'))
  return logs
    .flatMap(log =>
      read(folder + log)
        .toString('latin1')
        .split('\n'),
    )
    .map(line => Buffer.from(line, 'latin1'))
}

function read(path: string): Buffer {
  return readFileSync(new URL(path, import.meta.url))
}
