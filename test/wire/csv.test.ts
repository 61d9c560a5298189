import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCells, type Separator } from '../../src/wire/csv-cells.ts'
import { csvLine, unguarded } from '../../src/wire/csv-line.ts'
import { CsvRecords } from '../../src/wire/csv-records.ts'

const cell = fc.string({
  unit: fc.constantFrom('"', ',', ';', '\t', '\n', "'", '=', '-', 'a', ' ', 'é', '數'),
})
const separators: readonly Separator[] = [',', ';', '\t']

test('what is written as CSV is read back, line by line, and each cell has its place', () => {
  const check = fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), rows => {
    const text = rows.map(csvLine).join('\n')

    const read = records(text, ',')

    expect(read.map(({ cells }) => cells.map(each => unguarded(each.text)))).toEqual(rows)
    for (const { text: record, cells } of read) {
      expect(cells.map(({ start, end }) => record.slice(start, end)).join(',')).toBe(record)
    }
    expect(read.map(({ line }) => line)).toEqual(
      rows.map(
        (_, index) => 1 + rows.slice(0, index).map(csvLine).join('\n').split('\n').length - (index ? 0 : 1),
      ),
    )
  })

  fc.assert(check)
})

test('quoted cells are the same whatever separates them', () => {
  const check = fc.property(
    fc.array(cell, { minLength: 1 }),
    fc.constantFrom(...separators),
    (cells, separator) => {
      const record = cells.map(each => `"${each.replaceAll('"', '""')}"`).join(separator)

      const read = csvCells(record, separator)

      expect('says' in read ? read : read.map(({ text }) => text)).toEqual(cells)
    },
  )

  fc.assert(check)
})

test('whatever the bytes, a record has cells or a fault within it', () => {
  const check = fc.property(cell, fc.constantFrom(...separators), (record, separator) => {
    const read = csvCells(record, separator)

    const [last, first] = 'says' in read ? [read.end, read.start] : [read.at(-1)?.end, read[0]?.start]
    expect(first).toBeLessThanOrEqual(last ?? -1)
    expect(last).toBeLessThanOrEqual(record.length)
    if (!('says' in read)) expect([first, last]).toEqual([0, record.length])
  })

  fc.assert(check)
})

function records(text: string, separator: Separator) {
  const reader = new CsvRecords(separator)
  const read = text.split('\n').map((line, index) => reader.push({ number: index + 1, text: line }))
  return [...read, reader.finish()].flatMap(record => {
    if (record && 'says' in record) throw new Error(record.says)
    return record ?? []
  })
}
