import type { LineState } from '../domain/order-line.ts'

/** A batch as a table shows it. */
export type BatchRow = {
  readonly ref: string
  readonly sku: string
  /** `YYYY-MM-DD`, or null for a batch on hand. */
  readonly eta: string | null
  readonly qty: number
  readonly allocated: number
  readonly available: number
  readonly rev: number
}

/** A batch as a reader sees it. */
export type BatchView = BatchRow & {
  /** Its open lines by age. */
  readonly lines: Iterable<HeldLine>
}

/** What a line holds of its batch. */
export type HeldLine = { readonly orderid: string; readonly qty: number }

/** An open line that no batch holds. */
export type BackorderView = { readonly orderid: string; readonly sku: string; readonly qty: number }

/** An order line whatever its state. */
export type OrderLineView = {
  readonly orderid: string
  readonly sku: string
  readonly qty: number
  readonly state: LineState
  readonly batchref: string | null
}

/** An order line with the last event that touched it. */
export type DatedLineView = OrderLineView & {
  /** The id of that event. */
  readonly since: string
}
