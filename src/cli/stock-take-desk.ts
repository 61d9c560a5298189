import type { SortedItems } from '../adapters/sqlite/sorted-items.ts'
import type { CountRow } from '../service/count-sheet.ts'
import type { Correction, CountResult, StockTakeProblem } from '../service/stock-take.ts'
import type { PlacedRow } from '../service/take-stock.ts'
import type { SheetProblem } from '../wire/count-sheet.ts'

/** What a stock-take has on its desk: all that grows with the sheet, and so must not stay in memory. */
export type StockTakeDesk = {
  /** The rows of the sheet, by ref. */
  readonly rows: SortedItems<CountRow>
  /** The same with their batches, by SKU. */
  readonly placed: SortedItems<PlacedRow>
  /** What came of them, in the order of the sheet. */
  readonly counts: SortedItems<CountResult>
  /** By line; those of no line stand last. */
  readonly problems: SortedItems<SheetProblem | StockTakeProblem>
  readonly corrections: SortedItems<Correction>
  close(): void
}

export async function stockTakeDesk(): Promise<StockTakeDesk> {
  const { SortedItems } = await import('../adapters/sqlite/sorted-items.ts')
  const desk = {
    rows: new SortedItems<CountRow>(),
    placed: new SortedItems<PlacedRow>(),
    counts: new SortedItems<CountResult>(),
    problems: new SortedItems<SheetProblem | StockTakeProblem>(),
    corrections: new SortedItems<Correction>(),
  }
  const close = () => {
    for (const items of Object.values(desk)) items.close()
  }
  return { ...desk, close }
}
