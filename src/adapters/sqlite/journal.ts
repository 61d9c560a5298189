import type { Database, Statement } from 'better-sqlite3'
import { batchrefOf } from '../../domain/events.ts'
import type { OrderId, Sku } from '../../domain/identifiers.ts'
import type { Emission } from '../../service/chain.ts'
import type { Applied } from '../../service/store.ts'
import { BulkWrite } from './bulk-write.ts'
import { compactEmission } from './journal-text.ts'
import type { SqliteProducts } from './products.ts'

/** The journal: one row for each applied input event, in order, with what its chain emitted. */
export class Journal {
  readonly #products: SqliteProducts
  readonly #insert: BulkWrite
  readonly #find: Statement<[string, string], string>
  /** What waits to be inserted: a few dozen at most. */
  #waiting: { readonly id: string; readonly source: string; readonly text: string }[] = []
  #position: number
  #emitted: number

  constructor(db: Database, products: SqliteProducts) {
    this.#products = products
    this.#insert = BulkWrite.inserts(db, 'events', [
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

  /** How many rows there are. */
  get rows(): number {
    return this.#position
  }

  /** How many events were ever emitted. */
  get emitted(): number {
    return this.#emitted
  }

  /** The text of the event with this identity. */
  find(source: string, id: string): string | undefined {
    const waiting = this.#waiting.find(entry => entry.id === id && entry.source === source)
    return waiting?.text ?? this.#find.get(id, source)
  }

  append(applied: Applied): void {
    const { input, id, run, line, retryBackorders, chain, repeated } = applied
    const { text, source = '', correlationid = null } = input
    const position = ++this.#position
    const emitted = chain.emissions.length === 0 ? null : this.#compact(chain.emissions)
    const earlier = repeated
      ? ''
      : this.#touchLines(applied, position) + this.#touchBatches(applied, position)
    const retry = retryBackorders ? 1 : 0
    const history = earlier === '' ? null : earlier.slice(1)
    // biome-ignore format: one row, in the order of the columns
    const written = this.#insert.add([position, id, source, run.run, line, text, correlationid, retry, this.#emitted, emitted, history])
    if (written) this.#waiting = []
    else this.#waiting.push({ id, source, text })
    this.#emitted += chain.emissions.length
  }

  flush(): void {
    this.#insert.flush()
    this.#waiting = []
  }

  #compact(emissions: readonly Emission[]): string {
    let compact = ''
    for (const { event, cause } of emissions) {
      const { type, sku, orderid, qty } = event
      const kept = this.#products.kept(sku)
      const line = kept?.lines.staged(orderid)?.line.seq
      if (!kept || line === undefined) throw new Error(`${type} of ${orderid} names a line that is not there`)
      const batchref = batchrefOf(event)
      const batch = batchref === undefined ? undefined : kept.product.batch(batchref)?.seq
      compact += `${compact === '' ? '' : ';'}${compactEmission(type, cause, line, qty, batch)}`
    }
    return compact
  }

  /** Marks the lines that the chain touched with its position, and tells which event touched each before. */
  #touchLines({ input, chain }: Applied, position: number): string {
    const { event: own } = input
    let earlier = 'orderid' in own ? this.#touchLine(own.sku, own.orderid, position) : ''
    for (const { event } of chain.emissions) earlier += this.#touchLine(event.sku, event.orderid, position)
    return earlier
  }

  #touchLine(sku: Sku, orderid: OrderId, position: number): string {
    const lines = this.#products.kept(sku)?.lines
    const staged = lines?.staged(orderid)
    if (!lines || !staged || staged.event === position) return ''
    const earlier = staged.event === 0 ? '' : `;l${staged.line.seq}:${staged.event}`
    lines.touch(staged, position)
    return earlier
  }

  /** Marks the batches that the event set with its position, and tells how each stood before, and since when. */
  #touchBatches({ before }: Applied, position: number): string {
    let earlier = ''
    for (const { sku, ref, qty } of before) {
      const batch = this.#products.kept(sku)?.product.batch(ref)
      if (!batch) continue
      if (qty !== null) earlier += `;b${batch.seq}:${batch.lastEvent}:${qty}`
      batch.lastEvent = position
    }
    return earlier
  }
}

type LastRow = { readonly position: number; readonly seq: number; readonly emitted: string | null }
