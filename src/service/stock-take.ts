import type { InputEvent } from '../domain/events.ts'
import type { CountRow, Remarks, RowProblem } from './count-sheet.ts'
import type { BatchChange } from './stale-story.ts'
import type { LineEffect } from './stock-take-effects.ts'
import type { Store } from './store.ts'
import type { Tolerance } from './tolerance.ts'
import type { BatchRow } from './views.ts'

/** What a stock-take asks of the warehouse, beside the events that it makes. */
export interface StockBook extends Pick<Store, 'find' | 'batchRows' | 'runs'> {
  batch(ref: string): BatchRow | undefined
  /** The refs of batches that begin like this one, not too many of them. */
  refsLike(ref: string): readonly string[]
  /** What changed a batch's quantity or arrival, newest first. */
  changesOf(ref: string): Iterable<BatchChange>
  /** Writes what waits in memory, and keeps nothing there: no product comes twice. */
  release(): void
}

/** The batches that something is approved for. */
export type Approval = { has(ref: string): boolean }

export type StockTakeOptions = {
  readonly tolerances: readonly Tolerance[]
  /** Rows beyond a tolerance that are meant. */
  readonly accepted: Approval
  /** Rows that are used though the batch has changed since. */
  readonly staleAllowed: Approval
  /** The reason codes that are allowed; undefined allows any. */
  readonly reasons: readonly string[] | undefined
  readonly requireReason: boolean
  readonly duplicates: 'error' | 'sum'
  readonly keepUnchanged: boolean
  readonly missing: 'ignore' | 'warn' | 'error'
  /** Reads an event back from its text in the journal. */
  readonly factOf: (text: string) => InputEvent
}

/** How a batch stands in a stock-take. */
export type CountStatus =
  | 'counted'
  /** It is on the sheet, but nobody counted it. */
  | 'blank'
  /** It is on hand, but not on the sheet. */
  | 'missing'
  /** Its SKU's counts were applied before. */
  | 'applied'
  /** It has changed since the sheet was printed. */
  | 'stale'

/** A batch in a stock-take: what the book says of it, and what was found. */
export type BatchCount = {
  readonly ref: string
  readonly sku: string
  readonly book: number
  readonly allocated: number
  /** Undefined where nobody counted. */
  readonly counted?: number
  /** Undefined where nobody counted, too, and where that does not matter any more. */
  readonly variance?: number
  readonly status: CountStatus
  /** What happened since, of a stale one. */
  readonly story?: string
  /** The tolerance that it is beyond, and whether that is approved. */
  readonly over?: { readonly tolerance: string; readonly accepted: boolean }
}

/** A batch in a stock-take, and the order lines that its count moves, oldest first. */
export type CountResult = BatchCount & { readonly effects: readonly LineEffect[] }

/** What is corrected of one SKU; an event, and where in the sheet it begins. */
export type Correction = {
  readonly id: string
  readonly sku: string
  readonly line: number
  /** By ref. */
  readonly counts: readonly CorrectedBatch[]
}

export type CorrectedBatch = {
  readonly ref: string
  readonly qty: number
  readonly expectedrev: number
  readonly remarks: Remarks
}

/** Something about a batch that no row names. */
export type MissingBatch = Omit<RowProblem, 'row' | 'role'> & { readonly row?: undefined }

export type StockTakeProblem = RowProblem | MissingBatch

/** The rows of one batch: where it was counted in several places, there are several. */
export type SheetEntry = {
  readonly book: BatchRow
  /** Those that were counted, in the order of the sheet. */
  readonly counted: readonly CountRow[]
  /** The first one, counted or not. */
  readonly first: CountRow
}
