import { createHash } from 'node:crypto'
import { compareText } from '../domain/identifiers.ts'

/** A counted row as the sheet gives it; without a rev of its own, with the batch's present one. */
export type IdentifyingRow = { readonly ref: string; readonly qty: number; readonly rev: number }

/**
 * The id of what a sheet says of one SKU: the same for the same counts, whatever the order of the rows or the form
 * of the file.
 */
export function correctionId(sku: string, rows: readonly IdentifyingRow[]): string {
  const counts = rows.map(({ ref, qty, rev }) => ({ qty, ref, rev })).sort(inOrder)
  return `stocktake:${sha256(JSON.stringify({ counts, sku })).slice(0, 32)}`
}

/** What a whole sheet is known by: the ids of all its SKUs. */
export function sheetText(ids: readonly string[]): string {
  return JSON.stringify(ids.toSorted(compareText))
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function inOrder(a: IdentifyingRow, b: IdentifyingRow): number {
  return compareText(a.ref, b.ref) || a.qty - b.qty || a.rev - b.rev
}
