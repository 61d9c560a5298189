import type { CountResult } from '../service/stock-take.ts'
import type { StockTakeTotals } from '../service/stock-take-totals.ts'
import { csvLine } from './csv-line.ts'

/** How a stock-take came out, as programs read it. */
export type StockTakeEnd = {
  readonly totals: StockTakeTotals
  /** The sheet as it was named. */
  readonly sheet: string
  readonly committed: boolean
  readonly db: string
}

/** One document: the batches, an element a line, and a summary. */
export function* stockTakeDocument(results: Iterable<CountResult>, end: StockTakeEnd): Generator<string> {
  let before = '{"counts":['
  for (const result of results) {
    yield before
    before = `${varianceRecord(result)},`
  }
  yield before.replace(/,$/, '')
  yield `],"summary":${summaryRecord(end)}}`
}

/** Batches as CSV, below a header. */
export function* stockTakeCsv(results: Iterable<CountResult>): Generator<string> {
  yield csvLine(csvColumns)
  for (const {
    ref,
    sku,
    book,
    counted = null,
    variance = null,
    allocated,
    status,
    over,
    effects,
  } of results) {
    const lost = effects.filter(({ to }) => to === null)
    const moved = effects.length - lost.length
    const losing = lost.map(({ orderid, qty }) => `${orderid} x ${qty}`).join('; ')
    yield csvLine([
      ref,
      sku,
      book,
      counted,
      variance,
      allocated,
      status,
      over?.tolerance ?? null,
      moved,
      losing,
    ])
  }
}

const csvColumns = [
  ...['batch', 'sku', 'book', 'counted', 'variance', 'allocated', 'status'],
  ...['over', 'moved', 'out_of_stock'],
]

function varianceRecord(result: CountResult): string {
  const { ref: batch, sku, book, counted = null, variance = null, allocated, status, story, over } = result
  return JSON.stringify({
    record: 'variance',
    ...{ batch, sku, book, counted, variance, allocated, status },
    ...(story !== undefined && { since: story }),
    ...(over && { over: over.tolerance, accepted: over.accepted }),
    effects: result.effects.map(({ orderid, qty, to }) => ({ orderid, qty, to })),
  })
}

function summaryRecord({ totals, sheet, committed, db }: StockTakeEnd): string {
  const { adjustments, units, unchanged, blank, missing, applied, over, unapproved, stale, outofstock } =
    totals
  return JSON.stringify({
    record: 'summary',
    ...{ sheet, adjustments, units, unchanged, blank, missing, applied },
    ...{ over, unapproved: unapproved.count, stale: stale.count },
    outofstock: outofstock.map(({ orderid, sku, qty, from }) => ({ orderid, sku, qty, from })),
    ...{ committed, db },
  })
}
