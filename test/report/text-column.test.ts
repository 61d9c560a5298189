import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellLine, displayWidth } from '../../src/report/text-column.ts'

test('a text is as wide as a terminal shows it', () => {
  expect(displayWidth('SMALL-TABLE')).toBe(11)
  expect(displayWidth('机')).toBe(2)
  expect(displayWidth('😀')).toBe(2)
  expect(displayWidth('e\u0301')).toBe(1)
  expect(displayWidth('')).toBe(0)
})

test('names stand left in their column and numbers right', () => {
  const columns = [{ align: 'left' }, { align: 'right' }] as const

  expect(cellLine(columns, [4, 5], ['机', '12'], [2, 2])).toBe('机       12')
})

test('a cell wider than its column is not cut', () => {
  const columns = [{ align: 'left' }, { align: 'right' }] as const

  expect(cellLine(columns, [1, 1], ['机机', '12'], [4, 2])).toBe('机机  12')
})

test('empty cells hold their place, but leave nothing behind the last text', () => {
  const columns = [{ align: 'left' }, { align: 'right' }, { align: 'left' }, { align: 'left' }] as const

  expect(cellLine(columns, [3, 2, 3, 9], ['', '', 'x', ''], [0, 0, 1, 0])).toBe('         x')
})

test('a line of filled columns is as wide as its columns and the spaces between them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '机', '😀', 'e\u0301', 'ﾞ') })

  fc.assert(
    fc.property(text, text, fc.nat(100), fc.nat(100), (name, number, before, after) => {
      const columns = [{ align: 'left' }, { align: 'right' }, { align: 'left' }] as const
      const displayed = [displayWidth(name), displayWidth(number), 1]
      const widths = [displayWidth(name) + before, displayWidth(number) + after, 1]

      const line = cellLine(columns, widths, [name, number, '|'], displayed)

      expect(displayWidth(line)).toBe(displayWidth(name) + before + 2 + displayWidth(number) + after + 2 + 1)
    }),
  )
})
