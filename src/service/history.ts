import type { Emission } from './chain.ts'
import type { BatchBefore } from './store.ts'
import type { OrderLineView } from './views.ts'

/** An input event as the journal keeps it, with all of what it emitted or the part that was asked for. */
export type Journaled = {
  /** Its place in the journal, from 1. */
  readonly position: number
  readonly id: string
  /** Empty for `urn:alloc`. */
  readonly source: string
  /** The input and the line where it stood. */
  readonly run: { readonly name: string }
  readonly line: number
  /** The event's JSON object, character for character as the input had it. */
  readonly text: string
  readonly correlationid: string | undefined
  /** Whether it was marked to offer the stock that it brings to backorders. */
  readonly retryBackorders: boolean
  readonly before: readonly Pick<BatchBefore, 'ref' | 'qty'>[]
  readonly emissions: readonly JournaledEmission[]
  /** How many events its chain emitted, all told. */
  readonly emitted: number
}

/** What a chain emitted; `cause` is a place among the emissions that are given. */
export type JournaledEmission = Emission & { readonly seq: number }

/** Which part of a chain is asked for: with what is named come the causes of it. */
export type Part =
  | 'all'
  /** One emitted event, known by what its id has behind the input's, and all that it caused. */
  | { readonly suffix: string }
  /** What concerns these order lines and batches, named by number. */
  | { readonly lines: ReadonlySet<number>; readonly batches: ReadonlySet<number> }

/** No more than the input itself. */
export const inputAlone: Part = { lines: new Set(), batches: new Set() }

/** An order line or a batch, and the last event that touched it. */
export type Touched = { readonly number: number; readonly lastEvent: number }

/** An order line with its number. */
export type LineOfOrder = OrderLineView & Touched

/** How many units of a batch are promised to nobody. */
export type FreeUnits = { readonly ref: string; readonly qty: number; readonly available: number }

/** Reads what the journal tells of the past; what it costs depends on the size of the answer. */
export interface History {
  /** The events of this id, one for each source. */
  eventsNamed(id: string): readonly { readonly position: number; readonly source: string }[]
  /** The events that were given this correlation id, in order. */
  correlated(correlationid: string): readonly number[]
  linesOf(orderid: string): readonly LineOfOrder[]
  batch(ref: string): Touched | undefined
  /** The units of an order line. */
  unitsOf(orderid: string, sku: string): number | undefined
  /** The newest batches of a SKU. */
  batchesOf(sku: string, limit: number): readonly FreeUnits[]
  /** The events that touched an order line or set a batch, newest first. */
  touches(kind: 'line' | 'batch', touched: Touched): Iterable<number>
  chain(position: number, part: Part): Journaled
  /** The position of the newest event. */
  readonly last: number | undefined
  /** Names that may have been meant by one that is not there: ids, correlation ids, orders and batches. */
  namesLike(name: string): readonly string[]
}
