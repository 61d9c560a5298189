import type { InputEvent } from '../domain/events.ts'

/** One input event with its envelope, as a log gave it. */
export type Input = {
  readonly event: InputEvent
  /** Undefined where the log gave none; the replay then names it. */
  readonly id: string | undefined
  /** Who named it; undefined stands for `urn:alloc`. */
  readonly source: string | undefined
  readonly correlationid: string | undefined
  readonly causationid: string | undefined
  /** RFC 3339, as given. */
  readonly time: string | undefined
  /** Whether stock that the event brings is offered to backorders; undefined where the log does not say. */
  readonly retrybackorders: boolean | undefined
  /** The event's JSON object, character for character as the log has it. */
  readonly text: string
}

/** An emitted event that a log recorded: counted and compared, never applied. Fields may be missing. */
export type Outcome = {
  readonly type: 'Allocated' | 'AllocationRequired' | 'OutOfStock' | 'Deallocated'
  readonly id?: string
  readonly correlationid?: string
  readonly causationid?: string
  readonly orderid?: string
  readonly sku?: string
  readonly qty?: number
  readonly batchref?: string
}
