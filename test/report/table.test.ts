import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Column, tableLines } from '../../src/report/table.ts'
import { displayWidth } from '../../src/report/text-column.ts'

type Row = { readonly name: string; readonly qty: number; readonly remark: string }

const columns: readonly Column<Row>[] = [
  { title: 'NAME', align: 'left', cell: row => row.name },
  { title: 'QTY', align: 'right', cell: row => row.qty },
  { title: 'REMARK', align: 'left', cell: row => row.remark },
]

test('a column is as wide as its widest cell', () => {
  const rows = [
    { name: 'oak-desk', qty: 5, remark: 'late' },
    { name: 'lamp', qty: 1200, remark: '' },
  ]

  expect([...tableLines(columns, rows)]).toEqual([
    'NAME       QTY  REMARK',
    'oak-desk     5  late',
    'lamp      1200',
  ])
})

test('wide characters and combining marks take the columns that a terminal gives them', () => {
  const rows = [
    { name: '机机机', qty: 5, remark: 'a' },
    { name: 'e\u0301t', qty: -9, remark: 'b' },
  ]

  expect([...tableLines(columns, rows)]).toEqual([
    'NAME    QTY  REMARK',
    '机机机    5  a',
    'e\u0301t       -9  b',
  ])
})

test('a title counts for the width of its column', () => {
  expect([...tableLines(columns, [])]).toEqual(['NAME  QTY  REMARK'])
})

test('a table of any length is written line by line, and its reader may rest while it is measured', () => {
  let passes = 0
  const endless = {
    *[Symbol.iterator]() {
      passes += 1
      for (let qty = 1; passes > 1 || qty < 1_000; qty++) yield { name: 'lamp', qty, remark: '' }
    },
  }

  const lines = tableLines(columns, endless)

  const begin = Array.from({ length: 11 }, () => lines.next().value)
  expect(begin).toEqual([...Array(9), 'NAME  QTY  REMARK', 'lamp    1'])
})

test('every column of every table begins or ends at one place, and no line ends in white space', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '-', '机', '😀', 'e\u0301'), minLength: 1 })
  const row = fc.record({ name, qty: fc.nat(), remark: fc.string({ unit: fc.constantFrom('x', '机', ' ') }) })

  fc.assert(
    fc.property(fc.array(row), rows => {
      const nameWidth = Math.max(4, ...rows.map(each => displayWidth(each.name)))
      const qtyWidth = Math.max(3, ...rows.map(each => String(each.qty).length))

      const [, ...lines] = tableLines(columns, rows)

      for (const [index, line = ''] of lines.entries()) {
        const { name, qty, remark } = rows[index] ?? { name: '', qty: 0, remark: '' }
        const upToQty = line.slice(0, line.indexOf(` ${qty}`, name.length) + 1 + String(qty).length)
        expect(line.startsWith(name)).toBe(true)
        expect(displayWidth(upToQty)).toBe(nameWidth + 2 + qtyWidth)
        expect(line.slice(upToQty.length)).toBe(`  ${remark}`.trimEnd())
        expect(line).toBe(line.trimEnd())
      }
    }),
  )
})
