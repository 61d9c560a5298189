import { expect, test } from 'vitest'
import { stockTakeSummary } from '../../src/report/stock-take-summary.ts'
import { effectText, percentOf, type VarianceRow, varianceTable } from '../../src/report/variance-table.ts'
import { StockTakeTotals } from '../../src/service/stock-take-totals.ts'

const row = (more: Partial<VarianceRow>): VarianceRow => ({
  ...{
    ref: 'b-1',
    sku: '机',
    book: 0,
    counted: 3,
    variance: 3,
    allocated: 0,
    status: 'counted',
    effects: [],
  },
  ...more,
})

test.each([
  [-9, 40, '-22.5'],
  [-1, 15, '-6.7'],
  [1, 2_000, '+0.1'],
  [0, 7, '0.0'],
  [3, 1, '+300.0'],
  [1, 0, undefined],
])('%d of %d is %s percent', (variance, book, percent) => {
  expect(percentOf(variance, book)).toBe(percent)
})

test('a table of variances stands in columns, whatever the letters', () => {
  const rows = [
    row({}),
    row({ ref: 'batch-2', sku: 'LAMP', book: 10, counted: 8, variance: -2, allocated: 9 }),
  ]

  expect([...varianceTable(rows)].filter(line => line !== undefined)).toEqual([
    'BATCH    SKU   BOOK  COUNTED  VARIANCE       %  ALLOCATED  EFFECT',
    'b-1      机       0        3        +3       -          0  none',
    'batch-2  LAMP    10        8        -2  -20.0%          9  none',
  ])
})

test('of many lines that a count moves three are named, and the others counted', () => {
  const effects = ['o-1', 'o-2', 'o-3', 'o-4', 'o-5'].map((orderid, n) => ({
    orderid,
    qty: n + 1,
    to: n % 2 ? null : 'b-2',
  }))

  expect(effectText(row({ effects }))).toBe(
    'o-1 x 1 moves to b-2; o-2 x 2 loses its stock: OUT OF STOCK; o-3 x 3 moves to b-2; and 2 more (1 OUT OF STOCK)',
  )
})

test.each([
  [0, 1, '0 of 1 counted (0%)'],
  [1, 999, '1 of 1,000 counted (1%)'],
  [2, 1, '2 of 3 counted (67%)'],
  [999, 1, '999 of 1,000 counted (99%)'],
  [1_000, 0, '1,000 of 1,000 counted (100%)'],
])('of %d exact counts and %d others the accuracy is "%s"', (unchanged, adjustments, accuracy) => {
  const numbers = Object.assign(new StockTakeTotals(), { unchanged, adjustments })

  const summary = [...stockTakeSummary(numbers, { hasTolerance: false, isApplied: false })]

  expect(summary.join('\n')).toContain(` Exact: ${accuracy}.`)
})
