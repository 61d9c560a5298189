import { expect, test } from 'vitest'
import { exceeded, tolerance } from '../../src/service/tolerance.ts'

const limits = (...texts: readonly string[]) => texts.flatMap(text => tolerance(text) ?? [])

test.each([
  ['5%', 20, -1, undefined],
  ['5%', 20, 2, '5%'],
  ['5%', 19, -1, '5%'],
  ['0.57%', 10_000, 57, undefined],
  ['0.57%', 10_000, -58, '0.57%'],
  ['0%', 5, 0, undefined],
  ['100%', 0, 1, '100%'],
  ['3', 1, 3, undefined],
  ['3', 1_000, -4, '3 units'],
  ['1', 1_000, 2, '1 unit'],
])('a tolerance of %s of %d units, for a variance of %d, is exceeded: %s', (text, book, variance, found) => {
  expect(exceeded(limits(text), variance, book)?.text).toBe(found)
})

test('the first tolerance that is exceeded is named', () => {
  expect(exceeded(limits('50%', '3'), -4, 10)?.text).toBe('3 units')
  expect(exceeded(limits('5%', '3'), -4, 10)?.text).toBe('5%')
})

test.each(['', '%', '-1', '2.5', '1.234%', 'x', '5 %', '1e3'])('%j is no tolerance', text => {
  expect(tolerance(text)).toBeUndefined()
})
