import type { Batch } from './batch.ts'
import type { BatchRef, OrderId } from './identifiers.ts'
import { byAge, isBackorder, type OrderLine } from './order-line.ts'
import type { ProductRecords } from './records.ts'

/** Hands out 1, 2, 3 … for what is numbered over all products. */
export type Sequences = { batch: number; line: number }

/** A product's lines in a map: for tests, for the in-memory store, and until a store takes the product. */
export class RecordsInMemory implements ProductRecords {
  readonly #last: Sequences
  readonly #lines = new Map<OrderId, OrderLine>()

  /** @param last the numbers given out last; shared by the products of one store */
  constructor(last: Sequences = { batch: 0, line: 0 }) {
    this.#last = last
  }

  numberBatch(_ref: BatchRef): number {
    return ++this.#last.batch
  }

  forgetBatch(_ref: BatchRef): void {
    this.#last.batch--
  }

  /** The product holds all of them. */
  findBatch(_ref: BatchRef): Batch | undefined {
    return undefined
  }

  furtherBatches(): readonly Batch[] {
    return []
  }

  numberLine(): number {
    return ++this.#last.line
  }

  findLine(orderid: OrderId): OrderLine | undefined {
    return this.#lines.get(orderid)
  }

  putLine(line: OrderLine): void {
    this.#lines.set(line.orderid, line)
  }

  forgetLine(line: OrderLine): void {
    this.#last.line--
    this.#lines.delete(line.orderid)
  }

  newestFirst(batchref: BatchRef): Iterable<OrderLine> {
    return this.lines.filter(line => line.state === 'open' && line.batchref === batchref).reverse()
  }

  nextBackorder(afterSeq: number, units: number): OrderLine | undefined {
    return this.lines.find(line => isBackorder(line) && line.seq > afterSeq && line.qty <= units)
  }

  /** All lines, whatever their state, by age. */
  get lines(): OrderLine[] {
    return [...this.#lines.values()].sort(byAge)
  }
}
