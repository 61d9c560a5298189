import type { BatchRef } from '../domain/identifiers.ts'

/** What a column of a count sheet may be for. */
export const sheetRoles = [
  ...(['batch', 'counted', 'sku', 'rev', 'expected'] as const),
  ...(['reason', 'note', 'countedby', 'countedat'] as const),
] as const
export type SheetRole = (typeof sheetRoles)[number]

/** A row of a count sheet that names a batch. */
export type CountRow = {
  /** The line on which it begins. */
  readonly line: number
  /** The row as the sheet has it, without its line end. */
  readonly text: string
  readonly ref: BatchRef
  /** The units that were found; undefined says that nobody counted. */
  readonly counted: number | undefined
  readonly sku: string | undefined
  /** The batch's rev when the sheet was printed. */
  readonly rev: number | undefined
  /** The batch's quantity when the sheet was printed; informs, decides nothing. */
  readonly expected: number | undefined
  readonly remarks: Remarks
}

/** What whoever counted says of a count. */
export type Remarks = {
  readonly reason?: string
  readonly note?: string
  readonly countedby?: string
  readonly countedat?: string
}

/** Something about a row of a count sheet: at the cell of a role, if it has one, else at the row. */
export type RowProblem = {
  readonly level: 'error' | 'warning'
  readonly code?: string
  readonly message: string
  readonly hint?: string | undefined
  readonly row: Pick<CountRow, 'line' | 'text'>
  readonly role: SheetRole
}

/** What can be wrong with a count sheet, beside what can be with a log. */
export const sheetCodes = ['not-counted', 'tolerance'] as const
