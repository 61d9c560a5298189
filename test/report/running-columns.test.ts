import { expect, test } from 'vitest'
import { RunningColumns } from '../../src/report/running-columns.ts'

test('a column grows with its widest cell so far and does not shrink', () => {
  const columns = new RunningColumns([{ align: 'left' }, { align: 'right' }])

  const lines = [
    ['a:9', '1'],
    ['a:10', '100'],
    ['a:1', '2'],
  ].map(row => columns.line(row))

  expect(lines).toEqual(['a:9  1', 'a:10  100', 'a:1     2'])
})

test('a column may have a width before its first cell', () => {
  const columns = new RunningColumns([{ align: 'left', atLeast: 6 }, { align: 'left' }])

  expect(columns.line(['机', 'x'])).toBe('机      x')
})

test('an empty last cell leaves no white space behind', () => {
  const columns = new RunningColumns([{ align: 'left', atLeast: 6 }, { align: 'left' }])

  expect(columns.line(['a', ''])).toBe('a')
})
