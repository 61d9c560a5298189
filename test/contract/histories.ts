import type Database from 'better-sqlite3'
import { parseEmissions } from '../../src/adapters/sqlite/journal-text.ts'

type EventRow = {
  readonly position: number
  readonly text: string
  readonly emitted: string | null
  readonly earlier: string | null
}
type Thing = { readonly key: string; readonly name: string; readonly event: number }

/**
 * The rows that name what is not there, and the order lines and batches whose history, read backwards from
 * their last event, is not the list of the events that touched them.
 */
export function contradictions(db: Database.Database): readonly unknown[] {
  const things = db
    .prepare<[], Thing>(`
      SELECT 'l' || line AS key, orderid || ' ' || sku AS name, event FROM order_lines JOIN products USING (product)
      UNION ALL SELECT 'b' || batch, ref, event FROM batches`)
    .all()
  const keys = new Map(things.map(({ name, key }) => [name, key]))
  const touching = new Map<string, number[]>(things.map(({ key }) => [key, []]))
  const earlier = new Map<string, number>()
  const created = new Set<string>()
  for (const event of db.prepare<[], EventRow>('SELECT * FROM events ORDER BY position').iterate()) {
    const entries = event.earlier?.split(';').map(entry => entry.split(':')) ?? []
    for (const [key = '', before] of entries) earlier.set(`${key} ${event.position}`, Number(before))
    const touched = [...named(event, keys, created), ...entries.map(([key = '']) => key)]
    for (const key of new Set(touched)) touching.get(key)?.push(event.position)
  }
  const broken = things.flatMap(({ key, name, event }) => {
    const told = historyOf(key, event, earlier)
    const positions = touching.get(key) ?? []
    if (String(told) === String(positions)) return []
    return [`${name} was touched by events ${positions}, its history tells of ${told}`]
  })
  return [...db.prepare('PRAGMA foreign_key_check').all(), ...broken]
}

/** What the event itself and what it emitted are about, unless it only repeats what was known. */
function named(event: EventRow, keys: ReadonlyMap<string, string>, created: Set<string>): string[] {
  const emitted = parseEmissions(event.position, event.emitted).map(({ line }) => `l${line}`)
  const { type, ref, counts = [], orderid, sku } = JSON.parse(event.text)
  const isNew = type === 'BatchCreated' && !created.has(ref)
  if (isNew) created.add(ref)
  else if (event.emitted === null && event.earlier === null) return emitted
  const names = [ref, `${orderid} ${sku}`, ...counts.map((count: { ref: string }) => count.ref)]
  return [...emitted, ...names.flatMap(name => keys.get(name) ?? [])]
}

/** Oldest first. */
function historyOf(key: string, last: number, earlier: ReadonlyMap<string, number>): number[] {
  const told: number[] = []
  for (let at = last; at > 0; at = earlier.get(`${key} ${at}`) ?? 0) told.unshift(at)
  return told
}
