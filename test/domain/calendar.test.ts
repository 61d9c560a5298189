import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDate } from '../../src/domain/calendar.ts'

test('a date is real exactly where a calendar gives it back unchanged', () => {
  const part = (width: number) =>
    fc.integer({ min: 0, max: width > 2 ? 9_999 : 35 }).map(n => String(n).padStart(width, '0'))
  const dates = fc.tuple(part(4), part(2), part(2)).map(parts => parts.join('-'))
  fc.assert(
    fc.property(fc.oneof(dates, fc.stringMatching(/^[0-9:/-]{9,11}$/)), text => {
      expect(isDate(text)).toBe(standsInCalendar(text))
    }),
    { numRuns: 10_000 },
  )
  for (const text of ['2000-02-29', '1900-02-29', '2024-02-29', '2023-02-29', ''])
    expect(isDate(text)).toBe(standsInCalendar(text))
})

function standsInCalendar(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}
