import type { EmittedEvent } from '../domain/events.ts'
import type { Emission } from '../service/chain.ts'
import type { Counts } from '../service/counts.ts'
import type { Applied, Emitted } from '../service/store.ts'
import type { BackorderView, BatchView } from '../service/views.ts'
import { jsonString } from './json-text.ts'
import { StringSink, type TextSink } from './text-sink.ts'

/** What only the end of a replay knows. */
export type SummaryRecord = {
  readonly counts: Counts
  /** Lines that got an OutOfStock in this run and are backorders at its end. */
  readonly outofstock: number
  readonly dryrun: boolean
  /** The database as it was named, or null. */
  readonly db: string | null
}

/** Writes the records of the events that an input emitted, in order of emission, each with `end` behind it. */
export function writeEventRecords(emitted: Emitted, end: string, to: TextSink): void {
  const { input, id, run, line, chain } = emitted
  let { seq } = emitted
  for (const { event, suffix } of chain.emissions) {
    to.ascii('{"record":"event","id":')
    to.json(id, suffix)
    to.ascii(typeParts[event.type])
    to.json(input.correlationid ?? id)
    to.ascii(',"causationid":')
    to.json(id, causeOf(suffix))
    to.ascii(',"seq":')
    to.count(seq++)
    to.ascii(',"at":')
    to.json(run.name, `:${line}`)
    writeEventFields(',"orderid":', event, to)
    to.ascii(end)
  }
}

/** Writes what an emitted event says but for its type, behind the key of the first field. */
export function writeEventFields(firstKey: string, event: EmittedEvent, to: TextSink): void {
  to.ascii(firstKey)
  to.json(event.orderid)
  to.ascii(',"sku":')
  to.json(event.sku)
  to.ascii(',"qty":')
  to.count(event.qty)
  if (!('batchref' in event)) return
  to.ascii(',"batchref":')
  to.json(event.batchref)
}

/**
 * The records of the events that an input emitted, in order of emission, as `alloc replay -o ndjson` prints them; the key
 * order is fixed. `Replay` tells its listener of inputs.
 */
export function eventRecords(applied: Applied): string[] {
  const to = new StringSink()
  writeEventRecords(applied, '}\n', to)
  return to.take().split('\n').slice(0, -1)
}

/** Writes an input as the log had it, to be fed back; if the command line marked it, the record does. */
export function writeInputRecord(applied: Applied, end: string, to: TextSink): void {
  to.ascii('{"record":"input","at":')
  to.json(applied.at)
  if (applied.retryBackorders && applied.input.retrybackorders === undefined)
    to.ascii(',"retrybackorders":true')
  to.ascii(',"event":')
  to.text(applied.input.text)
  to.ascii(end)
}

export function writeBatchRecord(batch: BatchView, end: string, to: TextSink): void {
  const { ref, sku, eta, qty, allocated, available, rev, lines } = batch
  to.ascii('{"record":"batch","ref":')
  to.json(ref)
  to.ascii(',"sku":')
  to.json(sku)
  to.ascii(eta === null ? ',"eta":null' : `,"eta":"${eta}"`)
  to.ascii(`,"qty":${qty},"allocated":${allocated},"available":${available},"rev":${rev},"lines":[`)
  let before = '{"orderid":'
  for (const line of lines) {
    to.ascii(before)
    to.json(line.orderid)
    to.ascii(',"qty":')
    to.count(line.qty)
    before = '},{"orderid":'
  }
  to.ascii(before.startsWith('}') ? '}]' : ']')
  to.ascii(end)
}

/**
 * A batch as `alloc replay -o ndjson` prints it.
 *
 * @example
 * ```js
 * const warehouse = memoryWarehouse()
 * await warehouse.handle({ type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 5 })
 * for (const batch of warehouse.batches()) console.log(batchRecord(batch))
 * // {"record":"batch","ref":"b-1","sku":"LAMP","eta":null,"qty":5,"allocated":0,"available":5,"rev":1,"lines":[]}
 * ```
 */
export function batchRecord(batch: BatchView): string {
  return recordText(to => writeBatchRecord(batch, '}', to))
}

export function inputRecord(applied: Applied): string {
  return recordText(to => writeInputRecord(applied, '}', to))
}

export function backorderRecord({ orderid, sku, qty }: BackorderView): string {
  return `{"record":"backorder","orderid":${jsonString(orderid)},"sku":${jsonString(sku)},"qty":${qty}}`
}

/** How often each type came in and went out, and each code was refused. */
export function statsRecord({ inputsByType, emittedByType, rejectedByCode }: Counts): string {
  return JSON.stringify({
    record: 'stats',
    inputs: Object.fromEntries(inputsByType),
    emitted: Object.fromEntries(emittedByType),
    rejected: Object.fromEntries(rejectedByCode),
  })
}

export function summaryRecord({ counts, outofstock, dryrun, db }: SummaryRecord): string {
  const { read, applied, repeated, skipped, outcomes, rejected, emitted } = counts
  const committed = !dryrun
  return JSON.stringify({
    record: 'summary',
    ...{ read, applied, repeated, skipped, outcomes, rejected, emitted, outofstock, committed, dryrun, db },
  })
}

function recordText(write: (to: TextSink) => void): string {
  const to = new StringSink()
  write(to)
  return to.take()
}

const typeParts: { readonly [T in EmittedEvent['type']]: string } = {
  Allocated: ',"type":"Allocated","correlationid":',
  AllocationRequired: ',"type":"AllocationRequired","correlationid":',
  OutOfStock: ',"type":"OutOfStock","correlationid":',
  Deallocated: ',"type":"Deallocated","correlationid":',
}

/** The id of an emitted event is its cause's with one more `~n`. */
export function causeOf(suffix: Emission['suffix']): string {
  return suffix.slice(0, suffix.lastIndexOf('~'))
}
