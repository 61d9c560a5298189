import { expect, test } from 'vitest'
import { differenceLines } from '../../src/report/differences.ts'
import type { Difference } from '../../src/service/expectation.ts'

const about = (ref: string) => ({ kind: 'field', ref }) as const

function missing(count: number): Difference[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'missing', ref: `b${index}` }))
}

test('each difference is a line that names the batch', () => {
  const found: Difference[] = [
    { ...about('batch-001'), field: 'qty', actual: 15, expected: 20 },
    { ...about('batch-002'), field: 'eta', actual: '2026-12-01', expected: null },
    { ...about('batch-003'), field: 'sku', actual: 'LAMP', expected: 'DESK\u200b' },
    { kind: 'unexpected', ref: 'batch-007' },
    { kind: 'missing', ref: 'batch-009' },
  ]

  expect([...differenceLines(found)]).toEqual([
    'batch-001: qty is 15, expected 20',
    'batch-002: eta is 2026-12-01, expected in stock',
    'batch-003: sku is LAMP, expected DESK\\u200b',
    'batch-007: not expected',
    'batch-009: expected, not there',
  ])
})

test('lines are told as orders and quantities', () => {
  const held = [
    { orderid: 'order-1', qty: 12 },
    { orderid: 'order-2', qty: 3 },
  ]

  expect([
    ...differenceLines([{ ...about('batch-001'), field: 'lines', actual: held, expected: [] }]),
  ]).toEqual(['batch-001: lines are order-1 x 12 + order-2 x 3, expected none'])
})

test('of many lines the first that is another is told', () => {
  const actual = Array.from({ length: 100 }, (_, index) => ({ orderid: `order-${index}`, qty: 1 }))
  const expected = actual.map(line => (line.orderid === 'order-70' ? { ...line, qty: 2 } : line))

  expect([...differenceLines([{ ...about('b1'), field: 'lines', actual, expected }])]).toEqual([
    'b1: open line 71 is order-70 x 1, expected order-70 x 2',
  ])
  expect([
    ...differenceLines([{ ...about('b1'), field: 'lines', actual, expected: actual.slice(1) }]),
  ]).toEqual(['b1: open line 1 is order-0 x 1, expected order-1 x 1'])
  expect([
    ...differenceLines([{ ...about('b1'), field: 'lines', actual: actual.slice(0, 99), expected: actual }]),
  ]).toEqual(['b1: open line 100 is none, expected order-99 x 1'])
})

test('those behind the twentieth are counted', () => {
  expect([...differenceLines(missing(20))]).toHaveLength(20)
  expect([...differenceLines(missing(21))].slice(19)).toEqual([
    'b19: expected, not there',
    'and 1 more difference',
  ])
  expect([...differenceLines(missing(1_254))].at(-1)).toBe('and 1,234 more differences')
})

test('where nothing differs there is no line', () => {
  expect([...differenceLines([])]).toEqual([])
})
