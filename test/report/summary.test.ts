import { expect, test } from 'vitest'
import { type Summary, summaryText } from '../../src/report/summary.ts'

const example: Summary = {
  read: 5,
  applied: 5,
  repeated: 0,
  skipped: 0,
  outcomes: 0,
  rejected: 0,
  emitted: 4,
  emittedByType: new Map([
    ['AllocationRequired', 1],
    ['Allocated', 3],
  ]),
  outofstock: 0,
  batches: 2,
  kept: 'nothing',
}

test('a run without a database says that nothing was saved', () => {
  expect(summaryText(example)).toBe(
    '5 events read, 4 emitted (3 Allocated, 1 AllocationRequired), 2 batches.\n' +
      'Nothing was saved. Use --db FILE to keep the result.',
  )
})

test('one event is not several', () => {
  const one = { read: 1, emitted: 1, emittedByType: new Map([['OutOfStock', 1]]), batches: 1, outofstock: 1 }

  expect(summaryText({ ...example, ...one, outcomes: 1 })).toMatch(
    /^1 event read \(1 outcome\), 1 emitted \(1 OutOfStock\), 1 batch, 1 line without stock\.\n/,
  )
})

test('counts that are not 0 are all told, in a fixed order and with thousands separators', () => {
  const emittedByType = new Map([
    ['Deallocated', 4],
    ['OutOfStock', 3000],
    ['AllocationRequired', 0],
    ['Allocated', 58_200],
  ])
  const large = { read: 1_234_567, repeated: 1, skipped: 2000, outcomes: 3, rejected: 4 }

  expect(
    summaryText({ ...example, ...large, emitted: 61_204, emittedByType, outofstock: 2999, batches: 1000 }),
  ).toMatch(
    /^1,234,567 events read \(1 repeated, 2,000 skipped, 3 outcomes, 4 rejected\), 61,204 emitted \(58,200 Allocated, 3,000 OutOfStock, 4 Deallocated\), 1,000 batches, 2,999 lines without stock\.\n/,
  )
})

test('a run that read nothing says so without empty parentheses', () => {
  expect(summaryText({ ...example, read: 0, emitted: 0, emittedByType: new Map(), batches: 0 })).toMatch(
    /^0 events read, 0 emitted, 0 batches\.\n/,
  )
})

test('a run with a database names it', () => {
  expect(summaryText({ ...example, kept: { to: 'warehouse.db' } })).toMatch(/\nSaved to warehouse\.db\.$/)
})

test('a run that read nothing does not claim to have saved it', () => {
  expect(summaryText({ ...example, read: 0, kept: { to: 'warehouse.db' } })).toMatch(
    /\nThere was nothing to save\.$/,
  )
})

test('a dry run says that it was one', () => {
  expect(summaryText({ ...example, kept: 'dry-run' })).toMatch(/\nDry run: nothing was saved\.$/)
})
