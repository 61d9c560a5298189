import type { Correction } from '../service/stock-take.ts'

/** A correction as the line of a log. */
export function stockCountedText({ id, sku, counts }: Correction): string {
  const counted = counts.map(({ ref, qty, expectedrev, remarks }) => ({ ref, qty, expectedrev, ...remarks }))
  return JSON.stringify({ type: 'StockCounted', id, sku, counts: counted })
}
