import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareText, isEta, nameProblem, utf8Length } from '../../src/domain/identifiers.ts'

test.each([
  ['batch-001'],
  ['SMALL TABLE'],
  ['a'],
  ['Stuhl-blau-größe-7'],
  ['椅子'],
  ['🪑'],
  ['x'.repeat(128)],
  ['ß'.repeat(64)],
])('%j names something', text => {
  expect(nameProblem(text)).toBeUndefined()
})

test.each([
  ['', 'is empty'],
  [' b1', 'begins or ends with white space'],
  ['b1\u3000', 'begins or ends with white space'],
  ['b\u200b1', 'holds the invisible character U+200B'],
  ['b1\n', 'holds the invisible character U+000A'],
  ['b1\ufe0f', 'holds the invisible character U+FE0F'],
  ['b\u31641', 'holds the invisible character U+3164'],
  ['b\u{e0041}', 'holds the invisible character U+E0041'],
  ['b\ud800', 'holds half of a surrogate pair, U+D800'],
  ['u\u0308', 'is not in Unicode normal form C'],
  ['x'.repeat(129), 'has 129 bytes; the limit is 128'],
  ['ß'.repeat(65), 'has 130 bytes; the limit is 128'],
])('%j names nothing: it %s', (text, problem) => {
  expect(nameProblem(text)).toBe(problem)
})

test('names are in normal form and visible to the last character, whatever is typed', () => {
  const check = fc.property(fc.string({ unit: 'binary', minLength: 1 }), text => {
    const isName = nameProblem(text) === undefined

    expect(isName && text !== text.normalize('NFC').trim()).toBe(false)
    expect(isName && /\p{C}/u.test(text.replace(/\p{Cn}/gu, ''))).toBe(false)
  })

  fc.assert(check, { numRuns: 2_000 })
})

test.each(['2024-02-29', '2000-02-29', '2030-12-31', '2030-04-30'])('%s is a day', text => {
  expect(isEta(text)).toBe(true)
})

test.each([
  '2021-02-29',
  '1900-02-29',
  '2030-04-31',
  '2030-13-01',
  '2030-00-10',
  '2030-01-00',
  '2030-1-1',
  '2030-01-01T00:00:00Z',
  '２０３０-01-01',
  '2030-01-01\n',
])('%j is none', text => {
  expect(isEta(text)).toBe(false)
})

test('a day is one that the calendar has', () => {
  const anyDay = fc.tuple(fc.nat({ max: 9999 }), fc.nat({ max: 13 }), fc.nat({ max: 32 }))
  const check = fc.property(anyDay, ([year, month, day]) => {
    const text = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`

    expect(isEta(text)).toBe(calendarHas(text))
  })

  fc.assert(check, { numRuns: 2_000 })
})

test('texts are ordered by their UTF-8 bytes', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'ß', '€', '\ud7ff', '\ue000', '\uffff', '🪑', '🪒'),
  })
  const check = fc.property(text, text, (one, other) => {
    const order = Buffer.compare(Buffer.from(one), Buffer.from(other))

    expect(Math.sign(compareText(one, other))).toBe(order)
  })

  fc.assert(check, { numRuns: 5_000 })
})

test('the length of a text is that of its UTF-8 bytes', () => {
  const check = fc.property(fc.string({ unit: 'binary' }), text => {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text))
  })

  fc.assert(check, { numRuns: 1_000 })
})

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}

/** `new Date('2021-02-30')` is 2 March: only a real day comes back as it went in. */
function calendarHas(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text)
}
