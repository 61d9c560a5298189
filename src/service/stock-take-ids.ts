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
  const hash = createHash('sha256').update(JSON.stringify({ counts, sku }))
  return `stocktake:${hash.digest('hex').slice(0, 32)}`
}

function inOrder(a: IdentifyingRow, b: IdentifyingRow): number {
  return compareText(a.ref, b.ref) || a.qty - b.qty || a.rev - b.rev
}
