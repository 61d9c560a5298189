import type { Batch } from './batch.ts'
import type { BatchRef, OrderId } from './identifiers.ts'
import type { OrderLine } from './order-line.ts'

/**
 * What a product leaves to the store that keeps it: its order lines and its batches without available units, of which
 * there may be more than memory holds, and the sequences that number lines and batches over all products.
 */
export interface ProductRecords {
  /** Gives a new batch its place in the order of creation. */
  numberBatch(ref: BatchRef): number
  /** Takes back the newest batch. */
  forgetBatch(ref: BatchRef): void
  /** A batch that the product does not hold: it has no units available. */
  findBatch(ref: BatchRef): Batch | undefined
  /** All of those. */
  furtherBatches(): Iterable<Batch>
  /** Gives a new line its age. */
  numberLine(): number
  findLine(orderid: OrderId): OrderLine | undefined
  /** Adds the line of this order, or replaces it. */
  putLine(line: OrderLine): void
  /** Takes back the newest line. */
  forgetLine(line: OrderLine): void
  /** The open lines of a batch; not to be changed while they are read. */
  newestFirst(batchref: BatchRef): Iterable<OrderLine>
  /** The oldest backorder younger than `afterSeq` that wants at most `units`. */
  nextBackorder(afterSeq: number, units: number): OrderLine | undefined
}
