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
  readonly #available: Statement<[number], BatchRow>
  readonly #unavailable: Statement<[number], BatchRow>
  readonly #find: Statement<[string, number], BatchRow>
  readonly #productOf: Statement<[string], number>
  readonly #refOf: Statement<[number], BatchRef>
  readonly #insert: BulkWrite
  readonly #update: BulkWrite
  readonly #touch: BulkWrite
  readonly #unstored = new Map<BatchRef, number>()
  /** Their names, in the order of their numbers. */
  #unstoredRefs: BatchRef[] = []
  /** The batches of a table that was empty when it was opened; undefined where there are older ones. */
  readonly #known: KeyFilter | undefined
  #last: number
  #lastStored: number

  constructor(db: Database) {
    const select = 'SELECT batch, ref, qty, allocated, eta, rev, created_qty, created_eta, event FROM batches'
    this.#available = db.prepare(`${select} WHERE product = ? AND allocated < qty ORDER BY batch`)
    this.#unavailable = db.prepare(`${select} WHERE product = ? AND allocated >= qty ORDER BY batch`)
    this.#find = db.prepare(`${select} WHERE ref = ? AND product = ?`)
    this.#productOf = db.prepare<[string], number>('SELECT product FROM batches WHERE ref = ?').pluck()
    this.#refOf = db.prepare<[number], BatchRef>('SELECT ref FROM batches WHERE batch = ?').pluck()
    this.#insert = BulkWrite.inserts(db, 'batches', [
      ...['batch', 'ref', 'product', 'qty', 'allocated', 'eta', 'rev'],
      ...['created_qty', 'created_eta', 'event'],
    ])
    this.#update = BulkWrite.updates(db, 'batches', ['batch'], ['qty', 'allocated', 'eta', 'rev', 'event'])
    this.#touch = BulkWrite.marks(db, 'touched_batches', 'batch')
    this.#last = Number(db.prepare('SELECT ifnull(max(batch), 0) FROM batches').pluck().get())
    this.#lastStored = this.#last
    this.#known = this.#last === 0 ? new KeyFilter() : undefined
  }

  /** Gives a new batch of a product its place in the order of creation. */
  number(ref: BatchRef, product: number): number {
    this.#unstored.set(ref, product)
    this.#unstoredRefs.push(ref)
    return ++this.#last
  }

  forget(ref: BatchRef): void {
    this.#unstored.delete(ref)
    this.#unstoredRefs.pop()
    this.#last--
  }

  /** The number of the product that has this batch. */
  productOf(ref: BatchRef): number | undefined {
    const product = this.#unstored.get(ref)
    return product ?? (this.#mayHave(ref) ? this.#productOf.get(ref) : undefined)
  }

  /** @throws Error when there is no batch of this number */
  refOf(batch: number): BatchRef {
    const ref = this.#unstoredRefs[batch - this.#lastStored - 1] ?? this.#refOf.get(batch)
    if (ref === undefined) throw new Error(`there is no batch ${batch}, which an order line names`)
    return ref
  }

  /** A product's batches in order of creation, as they were last written. */
  *of(product: number, which: 'available' | 'unavailable'): Generator<Batch> {
    const rows = which === 'available' ? this.#available : this.#unavailable
    for (const row of rows.iterate(product)) yield batchOf(row)
  }

  /** A product's batch of this name, as it was last written. */
  find(ref: BatchRef, product: number): Batch | undefined {
    const row = this.#mayHave(ref) ? this.#find.get(ref, product) : undefined
    return row && batchOf(row)
  }

  /** Writes the touched batches of a slice's products. */
  write(owners: readonly { readonly product: Product }[]): void {
    const touched: Batch[] = []
    for (const { product } of owners) for (const batch of product.touched) touched.push(batch)
    for (const batch of touched.sort((a, b) => a.seq - b.seq)) this.#write(batch)
    for (const { product } of owners) product.letGo()
    this.#insert.flush()
    this.#update.flush()
    this.#touch.flush()
    this.#lastStored = this.#last
    this.#unstored.clear()
    this.#unstoredRefs = []
  }

  #write(batch: Batch): void {
    const { seq, ref, qty, allocated, eta, rev, created, lastEvent } = batch
    if (seq <= this.#lastStored) this.#update.add([seq, qty, allocated, eta, rev, lastEvent])
    else {
      const product = this.#unstored.get(ref) ?? null
      this.#insert.add([seq, ref, product, qty, allocated, eta, rev, created.qty, created.eta, lastEvent])
      this.#known?.add(ref, 0)
    }
    this.#touch.add([seq])
  }

  #mayHave(ref: BatchRef): boolean {
    return !this.#known || this.#known.mayHave(ref, 0)
  }
}

function batchOf({ batch: seq, ref, created_qty, created_eta, event, ...state }: BatchRow): Batch {
  const { qty, allocated, eta, rev } = state
  const batch = new Batch(seq, ref, { qty: created_qty, eta: created_eta }, { qty, eta, rev, allocated })
  batch.lastEvent = event
  return batch
}
