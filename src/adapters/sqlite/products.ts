import type { Database, Statement } from 'better-sqlite3'
import type { BatchRef, Sku } from '../../domain/identifiers.ts'
import { Product } from '../../domain/product.ts'
import type { ProductSource } from '../../service/unit-of-work.ts'
import { BatchTable } from './batch-table.ts'
import { BulkWrite } from './bulk-write.ts'
import { LineTable } from './line-table.ts'
import { ProductLines } from './product-lines.ts'

/**
 * How much stays in memory between slices, counted in batches of some 200 bytes. A product itself takes eleven times as
 * much, and counts for more: one that is asked for again is read again, with its batches, but not so one among many batches.
 */
const memoryLimit = 250_000
const productWeight = 25

/** A product in memory, with what its rows need. */
export type KeptProduct = {
  readonly number: number
  readonly product: Product
  readonly lines: ProductLines
  /** Undefined while the table does not have it. */
  storedVersion: number | undefined
  /** What it took in memory when that was counted last. */
  weight: number
  /** Whether it was asked for since the last flush. */
  isInUse: boolean
}

type ProductRow = { readonly product: number; readonly sku: Sku; readonly version: number }

/** The identity map: each product once, loaded when first asked for, written when its slice ends. */
export class SqliteProducts implements ProductSource {
  readonly #batches: BatchTable
  readonly #lines: LineTable
  readonly #bySku: Statement<[string], ProductRow>
  readonly #byNumber: Statement<[number], ProductRow>
  readonly #insert: BulkWrite
  readonly #update: BulkWrite
  readonly #kept = new Map<Sku, KeptProduct>()
  /** The same by number. */
  readonly #numbered = new Map<number, KeptProduct>()
  /** Those asked for since the last flush, and some that were removed. */
  #inUse: KeptProduct[] = []
  /** The one asked for last: a chain asks for the same product again and again. */
  #recent: KeptProduct | undefined
  #last: number
  #weight = 0

  constructor(db: Database) {
    this.#batches = new BatchTable(db)
    this.#lines = new LineTable(db, this.#batches)
    this.#bySku = db.prepare('SELECT product, sku, version FROM products WHERE sku = ?')
    this.#byNumber = db.prepare('SELECT product, sku, version FROM products WHERE product = ?')
    this.#insert = BulkWrite.inserts(db, 'products', ['product', 'sku', 'version'])
    // The version that was read must still be there.
    this.#update = BulkWrite.updates(db, 'products', ['product', 'version'], ['version'])
    this.#last = Number(db.prepare('SELECT ifnull(max(product), 0) FROM products').pluck().get())
  }

  get(sku: Sku): Product | undefined {
    return this.kept(sku)?.product
  }

  getByBatchref(ref: BatchRef): Product | undefined {
    const number = this.#batches.productOf(ref)
    if (number === undefined) return undefined
    const kept = this.#numbered.get(number)
    if (kept) return this.#use(kept).product
    const row = this.#byNumber.get(number)
    return row && this.#load(row).product
  }

  kept(sku: Sku): KeptProduct | undefined {
    if (this.#recent?.product.sku === sku) return this.#recent
    const kept = this.#kept.get(sku)
    if (kept) return this.#use(kept)
    const row = this.#bySku.get(sku)
    return row && this.#load(row)
  }

  add(product: Product): void {
    const number = ++this.#last
    const lines = new ProductLines(this.#lines, this.#batches, number)
    lines.belongTo(product)
    this.#keep({ number, product, lines, storedVersion: undefined, weight: 0, isInUse: false })
    product.keepIn(lines)
  }

  remove(product: Product): void {
    const kept = this.#numbered.get(this.#last)
    if (kept) kept.isInUse = false
    this.#recent = undefined
    this.#kept.delete(product.sku)
    this.#numbered.delete(this.#last--)
  }

  /** To be called between chains: writes order lines, once there are many. */
  endChain(): void {
    this.#lines.endChain()
  }

  /** Writes what the slice changed; to be called between chains. */
  flush(): void {
    // In the order of the tables, so that a page is found and written once.
    const inUse = this.#inUse.filter(kept => kept.isInUse).sort((a, b) => a.number - b.number)
    for (const kept of inUse) this.#writeVersion(kept)
    this.#insert.flush()
    this.#update.flush()
    this.#batches.write(inUse)
    this.#lines.flush()
    for (const kept of inUse) {
      this.#weigh(kept)
      kept.isInUse = false
    }
    this.#inUse = []
    this.#recent = undefined
    if (this.#weight > memoryLimit) this.#forget()
  }

  #forget(): void {
    this.#kept.clear()
    this.#numbered.clear()
    this.#weight = 0
  }

  #weigh(kept: KeptProduct): void {
    const weight = productWeight + kept.product.batchesHeld
    this.#weight += weight - kept.weight
    kept.weight = weight
  }

  /** Writes what the slice changed, and lets go of all products: they will not be asked for again soon. */
  release(): void {
    this.flush()
    this.#forget()
  }

  #use(kept: KeptProduct): KeptProduct {
    this.#recent = kept
    if (kept.isInUse) return kept
    kept.isInUse = true
    this.#inUse.push(kept)
    return kept
  }

  #load({ product: number, sku, version }: ProductRow): KeptProduct {
    const lines = new ProductLines(this.#lines, this.#batches, number)
    const product = new Product(sku, lines, version, this.#batches.of(number, 'available'))
    lines.belongTo(product)
    return this.#keep({ number, product, lines, storedVersion: version, weight: 0, isInUse: false })
  }

  #keep(kept: KeptProduct): KeptProduct {
    this.#kept.set(kept.product.sku, kept)
    this.#numbered.set(kept.number, kept)
    return this.#use(kept)
  }

  #writeVersion(kept: KeptProduct): void {
    const { number, product, storedVersion } = kept
    if (product.version === storedVersion) return
    if (storedVersion === undefined) this.#insert.add([number, product.sku, product.version])
    else this.#update.add([number, storedVersion, product.version])
    kept.storedVersion = product.version
  }
}
