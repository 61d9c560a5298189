import type { Database, Statement } from 'better-sqlite3'
import { Batch } from '../../domain/batch.ts'
import type { BatchRef, Eta } from '../../domain/identifiers.ts'
import type { Product } from '../../domain/product.ts'
import { BulkWrite } from './bulk-write.ts'
import { KeyFilter } from './key-filter.ts'

type BatchRow = {
  readonly batch: number
  readonly ref: BatchRef
  readonly qty: number
  readonly allocated: number
  readonly eta: Eta | null
  readonly rev: number
  readonly created_qty: number
  readonly created_eta: Eta | null
  readonly event: number
}

/** The table of batches, and the numbers given to batches that are not in it yet. */
export class BatchTable {
  readonly #ofProduct: Statement<[number], BatchRow>
  readonly #productOf: Statement<[string], number>
  readonly #insert: BulkWrite
  readonly #update: BulkWrite
  readonly #touch: Statement
  readonly #unstored = new Map<BatchRef, number>()
  /** Those that are marked as touched; one that was read anew is marked again. */
  readonly #touched = new WeakSet<Batch>()
  /** The batches of a table that was empty when it was opened; undefined where there are older ones. */
  readonly #known: KeyFilter | undefined
  #last: number
  #lastStored: number

  constructor(db: Database) {
    this.#ofProduct = db.prepare(`
      SELECT batch, ref, qty, allocated, eta, rev, created_qty, created_eta, event
      FROM batches WHERE product = ? ORDER BY batch`)
    this.#productOf = db.prepare<[string], number>('SELECT product FROM batches WHERE ref = ?').pluck()
    this.#insert = BulkWrite.inserts(db, 'batches', [
      ...['batch', 'ref', 'product', 'qty', 'allocated', 'eta', 'rev'],
      ...['created_qty', 'created_eta', 'event'],
    ])
    this.#update = BulkWrite.updates(db, 'batches', ['batch'], ['qty', 'allocated', 'eta', 'rev', 'event'])
    this.#touch = db.prepare('INSERT OR IGNORE INTO touched_batches VALUES (?)')
    this.#last = Number(db.prepare('SELECT ifnull(max(batch), 0) FROM batches').pluck().get())
    this.#lastStored = this.#last
    this.#known = this.#last === 0 ? new KeyFilter() : undefined
  }

  /** Gives a new batch of a product its place in the order of creation. */
  number(ref: BatchRef, product: number): number {
    this.#unstored.set(ref, product)
    return ++this.#last
  }

  forget(ref: BatchRef): void {
    this.#unstored.delete(ref)
    this.#last--
  }

  /** The number of the product that has this batch. */
  productOf(ref: BatchRef): number | undefined {
    const product = this.#unstored.get(ref)
    if (product !== undefined || (this.#known && !this.#known.mayHave(ref, 0))) return product
    return this.#productOf.get(ref)
  }

  /** A product's batches in order of creation, those that are stored. */
  *of(product: number): Generator<Batch> {
    for (const row of this.#ofProduct.iterate(product)) {
      const { qty, eta, rev, allocated } = row
      const created = { qty: row.created_qty, eta: row.created_eta }
      const batch = new Batch(row.batch, row.ref, created, { qty, eta, rev, allocated })
      batch.lastEvent = row.event
      yield batch
    }
  }

  /** Writes the touched batches of a slice's products. */
  write(owners: readonly { readonly number: number; readonly product: Product }[]): void {
    const touched = owners.flatMap(({ number, product }) =>
      Array.from(product.touched, batch => ({ batch, product: number })),
    )
    for (const { batch, product } of touched.sort((a, b) => a.batch.seq - b.batch.seq))
      this.#write(batch, product)
    for (const { product } of owners) product.forgetTouched()
    this.#insert.flush()
    this.#update.flush()
    this.#lastStored = this.#last
    this.#unstored.clear()
  }

  #write(batch: Batch, product: number): void {
    const { seq, ref, qty, allocated, eta, rev, created, lastEvent } = batch
    if (seq <= this.#lastStored) this.#update.add([seq, qty, allocated, eta, rev, lastEvent])
    else {
      this.#insert.add([seq, ref, product, qty, allocated, eta, rev, created.qty, created.eta, lastEvent])
      this.#known?.add(ref, 0)
    }
    if (this.#touched.has(batch)) return
    this.#touched.add(batch)
    this.#touch.run(seq)
  }
}
