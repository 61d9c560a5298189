import type { Emission } from '../service/chain.ts'
import type { Counts } from '../service/counts.ts'
import { type Applied, placeOf } from '../service/store.ts'
import type { BackorderView, BatchView } from '../service/views.ts'
import { jsonString } from './json-text.ts'

/** What only the end of a replay knows. */
export type SummaryRecord = {
  readonly counts: Counts
  /** Lines that got an OutOfStock in this run and are backorders at its end. */
  readonly outofstock: number
  readonly dryrun: boolean
  /** The database as it was named, or null. */
  readonly db: string | null
}

/** The records of the events that an input emitted, in order of emission; the key order is fixed. */
export function eventRecords(applied: Applied): string[] {
  const { input, id, chain, seq } = applied
  const { emissions } = chain
  if (emissions.length === 0) return none
  const ownId = jsonString(id)
  const openId = ownId.slice(0, -1)
  const correlationid = input.correlationid === undefined ? ownId : jsonString(input.correlationid)
  const place = jsonString(placeOf(applied))
  const records: string[] = []
  for (const { event, suffix } of emissions) {
    const { type, orderid, sku, qty } = event
    const batchref = 'batchref' in event ? `,"batchref":${jsonString(event.batchref)}` : ''
    records.push(
      `{"record":"event","id":${openId}${suffix}","type":"${type}","correlationid":${correlationid},"causationid":${openId}${causeOf(suffix)}","seq":${seq + records.length},"at":${place},"orderid":${jsonString(orderid)},"sku":${jsonString(sku)},"qty":${qty}${batchref}}`,
    )
  }
  return records
}

/** An input as the log had it, to be fed back. */
export function inputRecord(applied: Applied): string {
  return `{"record":"input","at":${jsonString(placeOf(applied))},"event":${applied.input.text}}`
}

export function batchRecord({ ref, sku, eta, qty, allocated, available, rev, lines }: BatchView): string {
  const held = [...lines].map(line => `{"orderid":${jsonString(line.orderid)},"qty":${line.qty}}`).join(',')
  return `{"record":"batch","ref":${jsonString(ref)},"sku":${jsonString(sku)},"eta":${eta === null ? 'null' : jsonString(eta)},"qty":${qty},"allocated":${allocated},"available":${available},"rev":${rev},"lines":[${held}]}`
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

const none: string[] = []

/** The id of an emitted event is its cause's with one more `~n`. */
function causeOf(suffix: Emission['suffix']): string {
  return suffix.slice(0, suffix.lastIndexOf('~'))
}
