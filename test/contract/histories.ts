import type Database from 'better-sqlite3'
import { parseEmissions } from '../../src/adapters/sqlite/journal-text.ts'

type EventRow = {
  readonly position: number
  readonly text: string
  readonly emitted: string | null
  readonly earlier: string | null
}
type LineRow = {
  readonly line: number
  readonly orderid: string
  readonly sku: string
  readonly event: number
}
type BatchRow = { readonly batch: number; readonly ref: string; readonly event: number }

/**
 * The rows that name what is not there, and the order lines and batches whose history, read backwards from
 * their last event, is not the list of the events that touched them.
 */
export function contradictions(db: Database.Database): readonly unknown[] {
  const events = db.prepare<[], EventRow>('SELECT position, text, emitted, earlier FROM events').all()
  const lines = db
    .prepare<[], LineRow>('SELECT line, orderid, sku, event FROM order_lines JOIN products USING (product)')
    .all()
  const batches = db.prepare<[], BatchRow>('SELECT batch, ref, event FROM batches').all()
  const brokenLines = lines.flatMap(row => {
    const touching = events.filter(event => touchesLine(event, row)).map(event => event.position)
    return difference(`line ${row.orderid}`, touching, history(events, `l${row.line}:`, row.event))
  })
  const brokenBatches = batches.flatMap(row => {
    const touching = events.filter(event => setsBatch(event, row)).map(event => event.position)
    return difference(`batch ${row.ref}`, touching, history(events, `b${row.batch}:`, row.event))
  })
  return [...allRows(db, 'PRAGMA foreign_key_check'), ...brokenLines, ...brokenBatches]
}

function touchesLine(event: EventRow, row: LineRow): boolean {
  if (parseEmissions(event.emitted).some(emission => emission.line === row.line)) return true
  const { orderid, sku } = JSON.parse(event.text)
  return orderid === row.orderid && sku === row.sku && !isRepeated(event)
}

/** Of a line that was shipped, only the journal knows the batch. */
function setsBatch(event: EventRow, row: BatchRow): boolean {
  const { type, ref, counts = [] } = JSON.parse(event.text)
  if (type === 'OrderLineShipped') return entry(event, `b${row.batch}:`) !== undefined
  if (type === 'BatchCreated') return ref === row.ref && event.position === firstNaming(event, row)
  const refs = [ref, ...counts.map((count: { ref: string }) => count.ref)]
  return refs.includes(row.ref) && !isRepeated(event)
}

/** A batch is created once; a repeat of that leaves no entry. */
function firstNaming(event: EventRow, row: BatchRow): number {
  return entry(event, `b${row.batch}:`) === undefined ? event.position : 0
}

function isRepeated({ emitted, earlier }: EventRow): boolean {
  return emitted === null && earlier === null
}

/** The positions that the entries lead to, oldest first. */
function history(events: readonly EventRow[], prefix: string, last: number): readonly number[] {
  const event = events.find(its => its.position === last)
  if (!event) return []
  const before = Number(entry(event, prefix)?.split(':')[1] ?? 0)
  return before < last ? [...history(events, prefix, before), last] : [last]
}

function entry(event: EventRow, prefix: string): string | undefined {
  return event.earlier?.split(';').find(its => its.startsWith(prefix))
}

function difference(name: string, touching: readonly number[], told: readonly number[]): string[] {
  if (String(touching) === String(told)) return []
  return [`${name} was touched by events ${touching}, its history tells of ${told}`]
}

function allRows(db: Database.Database, sql: string): unknown[] {
  return db.prepare(sql).all()
}
