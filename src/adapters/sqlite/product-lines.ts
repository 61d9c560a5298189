import type { Batch } from '../../domain/batch.ts'
import { FirstFit } from '../../domain/first-fit.ts'
import type { BatchRef, OrderId } from '../../domain/identifiers.ts'
import { byAge, isBackorder, type OrderLine } from '../../domain/order-line.ts'
import type { Product } from '../../domain/product.ts'
import type { ProductRecords } from '../../domain/records.ts'
import type { BatchTable } from './batch-table.ts'
import type { LineTable, StagedLine } from './line-table.ts'

type Backorders = FirstFit<OrderLine, Pick<OrderLine, 'seq'>>

/** What the tables have of one product. */
export class ProductLines implements ProductRecords {
  readonly #table: LineTable
  readonly #batches: BatchTable
  readonly #product: number
  #owner: Product | undefined
  /** Read when a backorder is first asked for, and kept up from then on. */
  #backorders: Backorders | undefined

  /** @param product the product's number in the database */
  constructor(table: LineTable, batches: BatchTable, product: number) {
    this.#table = table
    this.#batches = batches
    this.#product = product
  }

  belongTo(owner: Product): void {
    this.#owner = owner
  }

  numberBatch(ref: BatchRef): number {
    return this.#batches.number(ref, this.#product)
  }

  forgetBatch(ref: BatchRef): void {
    this.#batches.forget(ref)
  }

  findBatch(ref: BatchRef): Batch | undefined {
    return this.#batches.find(ref, this.#product)
  }

  furtherBatches(): Iterable<Batch> {
    return this.#batches.of(this.#product, 'unavailable')
  }

  numberLine(): number {
    return this.#table.nextNumber()
  }

  findLine(orderid: OrderId): OrderLine | undefined {
    return this.staged(orderid)?.line
  }

  /** A line with what the journal needs to know of it. */
  staged(orderid: OrderId): StagedLine | undefined {
    return this.#table.find(orderid, this.#product)
  }

  /** Takes note of the applied event that named or changed a line. */
  touch(staged: StagedLine, position: number): void {
    this.#table.touch(staged, position)
  }

  putLine(line: OrderLine): void {
    if (this.#backorders) keepUp(this.#backorders, this.findLine(line.orderid), line)
    this.#table.put(line, this.#product, this.#numberOf(line.batchref))
  }

  forgetLine({ orderid }: OrderLine): void {
    const staged = this.staged(orderid)
    if (!staged) throw new Error(`order line ${orderid} was never put`)
    if (this.#backorders) keepUp(this.#backorders, staged.line, undefined)
    this.#table.forget(staged)
  }

  newestFirst(batchref: BatchRef): Iterable<OrderLine> {
    const batch = this.#numberOf(batchref)
    return batch === null ? [] : this.#table.openLinesOf(batch, batchref, this.#product)
  }

  nextBackorder(afterSeq: number, units: number): OrderLine | undefined {
    this.#backorders ??= this.#loadBackorders()
    return this.#backorders.first(-units, { seq: afterSeq })
  }

  #numberOf(batchref: BatchRef | null): number | null {
    return batchref === null ? null : (this.#owner?.batch(batchref)?.seq ?? null)
  }

  #loadBackorders(): Backorders {
    const backorders: Backorders = new FirstFit(byAge, line => -line.qty)
    for (const line of this.#table.backordersOf(this.#product)) backorders.add(line)
    return backorders
  }
}

function keepUp(backorders: Backorders, before: OrderLine | undefined, after: OrderLine | undefined): void {
  if (before && isBackorder(before)) backorders.remove(before)
  if (after && isBackorder(after)) backorders.add(after)
}
