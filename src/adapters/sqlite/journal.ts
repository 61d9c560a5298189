import type { Database, Statement } from 'better-sqlite3'
import type { EmittedEvent } from '../../domain/events.ts'
import type { BatchRef } from '../../domain/identifiers.ts'
import type { Emission } from '../../service/chain.ts'
import type { JournalEntry } from '../../service/store.ts'
import { BulkInsert } from './bulk-insert.ts'
import { type CompactEmission, compactEmissions } from './journal-text.ts'
import type { SqliteProducts } from './products.ts'

/** The journal: one row for each applied input event, in order, with what its chain emitted. */
export class Journal {
  readonly #products: SqliteProducts
  readonly #insert: BulkInsert
  readonly #find: Statement<[string, string], string>
  /** The texts of the slice under way, by identity. */
  readonly #unstored = new Map<string, string>()
  #position: number
  #emitted: number

  constructor(db: Database, products: SqliteProducts) {
    this.#products = products
    this.#insert = new BulkInsert(db, 'events', [
      ...['position', 'id', 'source', 'run', 'origin_line', 'text'],
      ...['correlationid', 'retrybackorders', 'seq', 'emitted', 'earlier'],
    ])
    this.#find = db
      .prepare<[string, string], string>('SELECT text FROM events WHERE id = ? AND source = ?')
      .pluck()
    const last = db
      .prepare<[], LastRow>('SELECT position, seq, emitted FROM events ORDER BY position DESC LIMIT 1')
      .get()
    this.#position = last?.position ?? 0
    this.#emitted = last ? last.seq + (last.emitted === null ? 0 : last.emitted.split(';').length) : 0
  }

  /** How many events were ever emitted. */
  get emitted(): number {
    return this.#emitted
  }

  /** The text of the event with this identity. */
  find(source: string, id: string): string | undefined {
    return this.#unstored.get(identity(source, id)) ?? this.#find.get(id, source)
  }

  append(entry: JournalEntry): void {
    const { id, source, run, line, text, correlationid, retryBackorders, emissions } = entry
    const position = ++this.#position
    const emitted = compactEmissions(emissions.map(emission => this.#compact(emission)))
    const earlier = entry.repeated
      ? ''
      : [...this.#linesTouched(entry, position), ...this.#batchesSet(entry, position)].join(';')
    this.#insert.add(
      ...[position, id, source, run.run, line, text, correlationid ?? null],
      ...[retryBackorders ? 1 : 0, this.#emitted, emitted, earlier || null],
    )
    this.#unstored.set(identity(source, id), text)
    this.#emitted += emissions.length
  }

  flush(): void {
    this.#insert.flush()
    this.#unstored.clear()
  }

  #compact({ event, cause }: Emission): CompactEmission {
    const { type, sku, orderid, qty } = event
    const kept = this.#products.kept(sku)
    const line = kept?.lines.staged(orderid)?.line.seq
    if (!kept || line === undefined) throw new Error(`${type} of ${orderid} names a line that is not there`)
    const batchref = batchrefOf(event)
    return { type, cause, line, qty, batch: batchref && kept.product.batch(batchref)?.seq }
  }

  /** Marks the lines that the chain touched with its position, and tells which event touched them before. */
  *#linesTouched({ input, emissions }: JournalEntry, position: number): Generator<string> {
    const own = 'orderid' in input ? [input] : []
    for (const { sku, orderid } of [...own, ...emissions.map(({ event }) => event)]) {
      const staged = this.#products.kept(sku)?.lines.staged(orderid)
      if (!staged || staged.event === position) continue
      if (staged.event > 0) yield `l${staged.line.seq}:${staged.event}`
      staged.event = position
    }
  }

  /** Marks the batches that the event set with its position, and tells how they stood before, since which event. */
  *#batchesSet({ before }: JournalEntry, position: number): Generator<string> {
    for (const { sku, ref, qty } of before) {
      const batch = this.#products.kept(sku)?.product.batch(ref)
      if (!batch) continue
      if (qty !== null) yield `b${batch.seq}:${batch.lastEvent}:${qty}`
      batch.lastEvent = position
    }
  }
}

type LastRow = { readonly position: number; readonly seq: number; readonly emitted: string | null }

/** No identifier holds a line feed. */
function identity(source: string, id: string): string {
  return source === '' ? id : `${source}\n${id}`
}

function batchrefOf(event: EmittedEvent): BatchRef | undefined {
  switch (event.type) {
    case 'Allocated':
    case 'Deallocated':
      return event.batchref
    case 'AllocationRequired':
      return event.takenFrom
    case 'OutOfStock':
      return undefined
  }
}
