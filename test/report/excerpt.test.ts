import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleText } from '../../src/domain/visible-text.ts'
import { type Excerpt, excerpt, excerptWidth } from '../../src/report/excerpt.ts'
import { displayWidth } from '../../src/report/text-column.ts'

test('a line of 80 columns is shown whole', () => {
  const line = `${'a'.repeat(75)}VALUE`

  expect(marked(excerpt(line, 76, 81))).toEqual([line, `${' '.repeat(75)}^^^^^`])
})

test('a longer line is cut on the right of a value at its beginning', () => {
  const line = `VALUE${'b'.repeat(76)}`

  expect(marked(excerpt(line, 1, 6))).toEqual([`VALUE${'b'.repeat(74)}…`, '^^^^^'])
})

test('a longer line is cut on the left of a value at its end', () => {
  const line = `${'a'.repeat(76)}VALUE`

  expect(marked(excerpt(line, 77, 82))).toEqual([`…${'a'.repeat(74)}VALUE`, `${' '.repeat(75)}^^^^^`])
})

test('a line that is long on both sides is cut on both', () => {
  const line = `${'a'.repeat(60)}VALUE${'b'.repeat(60)}`

  expect(marked(excerpt(line, 61, 66))).toEqual([
    `…${'a'.repeat(39)}VALUE${'b'.repeat(34)}…`,
    `${' '.repeat(40)}^^^^^`,
  ])
})

test('the mark of a value that was cut ends where the text does', () => {
  const line = `{"note":"${'x'.repeat(200)}"}`

  expect(marked(excerpt(line, 9, 211))).toEqual([
    `{"note":"${'x'.repeat(70)}…`, //
    `        ${'^'.repeat(71)}`,
  ])
})

test('a line of 1 MiB is cut around the value, wherever it stands', () => {
  const [before, after] = ['机'.repeat(200_000), '😀'.repeat(200_000)]

  expect(marked(excerpt(`${before}VALUE${after}`, 200_001, 200_006))).toEqual([
    `…${'机'.repeat(19)}VALUE${'😀'.repeat(17)}…`,
    `${' '.repeat(39)}^^^^^`,
  ])
})

test('wide characters before the value move the mark', () => {
  expect(marked(excerpt('{"sku":"机","qty":"10"}', 18, 22))).toEqual([
    '{"sku":"机","qty":"10"}', //
    '                  ^^^^',
  ])
})

test('combining marks before the value do not move the mark', () => {
  expect(marked(excerpt('e\u0301e\u0301 x', 6, 7))).toEqual(['e\u0301e\u0301 x', '   ^'])
})

test('an emoji with a skin tone takes the columns of one emoji', () => {
  expect(marked(excerpt('"👍🏽" x', 6, 7))).toEqual(['"👍🏽" x', '     ^'])
})

test('the mark is as wide as the characters over it', () => {
  expect(marked(excerpt('a机机b', 2, 4))).toEqual(['a机机b', ' ^^^^'])
})

test('escapes before the value move the mark, and one within widens it', () => {
  const [tab, joiner] = [visibleText('\t'), visibleText('\u200d')]

  expect(marked(excerpt('a\tb\u200dc', 3, 5))).toEqual([
    `a${tab}b${joiner}c`,
    ' '.repeat(1 + tab.length) + '^'.repeat(1 + joiner.length),
  ])
})

test('a column behind the line is marked behind it', () => {
  expect(marked(excerpt('{"a":1', 7))).toEqual(['{"a":1', '      ^'])
  expect(marked(excerpt('{"a":1', 99, 120))).toEqual(['{"a":1', '      ^'])
  expect(marked(excerpt('', 1))).toEqual(['', '^'])
})

test('a value that ends where it begins still has a mark', () => {
  expect(marked(excerpt('abc', 2, 2))).toEqual(['abc', ' ^'])
})

test('a cut leaves no combining mark without its letter', () => {
  const line = `${'e\u0301'.repeat(60)}${'x'.repeat(60)}`

  expect(excerpt(line, 121).text).toBe(`…${'e\u0301'.repeat(39)}${'x'.repeat(39)}…`)
})

test('the mark stands under the value, and the excerpt is not too wide', () => {
  const character = fc.constantFrom(
    'a',
    '"',
    ' ',
    'é',
    '机',
    '😀',
    'ｱ',
    '\t',
    '\u0000',
    '\u200d',
    '\u202e',
    '\ud800',
  )
  const line = fc.array(character, { minLength: 1, maxLength: 300 })

  fc.assert(
    fc.property(line, fc.nat(), fc.nat(100), (characters, place, length) => {
      const start = place % characters.length
      const value = characters.slice(start, start + length + 1)

      const shown = excerpt(characters.join(''), start + 1, start + length + 2)

      const under = textUnderMark(shown)
      expect(under).not.toBe('')
      expect(value.map(one => visibleText(one)).join('')).toContain(under)
      expect(displayWidth(under)).toBe(shown.markWidth)
      expect(displayWidth(shown.text)).toBeLessThanOrEqual(excerptWidth)
    }),
  )
})

test('a line that fits is shown to its ends, a cut one up to an ellipsis', () => {
  const line = fc.string({ unit: fc.constantFrom('a', '机', 'é'), maxLength: 200 })

  fc.assert(
    fc.property(line, fc.nat(199), (text, before) => {
      const shown = excerpt(text, before + 1).text

      const fits = displayWidth(text) <= excerptWidth
      expect(shown === text).toBe(fits)
      expect(shown.startsWith('…') || shown.endsWith('…')).toBe(!fits)
      expect(text).toContain(shown.replaceAll('…', ''))
    }),
  )
})

function marked({ text, markAt, markWidth }: Excerpt): string[] {
  return [text, ' '.repeat(markAt) + '^'.repeat(markWidth)]
}

function textUnderMark({ text, markAt, markWidth }: Excerpt): string {
  const columns = [...text].flatMap(one => [one, ...Array<string>(displayWidth(one) - 1).fill('')])
  return columns.slice(markAt, markAt + markWidth).join('')
}
