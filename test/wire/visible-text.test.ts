import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleText } from '../../src/domain/visible-text.ts'

test('what a terminal obeys or hides is written as an escape', () => {
  expect(visibleText('a\x1b[2J\x7f\x9b\u200b\u202e\u2028\ufe0f\u00a0\u3000\ud800b')).toBe(
    'a\\u001b[2J\\u007f\\u009b\\u200b\\u202e\\u2028\\ufe0f\\u00a0\\u3000\\ud800b',
  )
  expect(visibleText('\u{e0041}')).toBe('\\u{e0041}')
  expect(visibleText('Möbel 椅子 😀 "\\')).toBe('Möbel 椅子 😀 "\\')
})

test('a text is cut so that it has its limit with the mark of the cut, and never inside an escape', () => {
  expect(visibleText('12345', 5)).toBe('12345')
  expect(visibleText('123456', 5)).toBe('1234…')
  expect(visibleText('1234\u200b', 8)).toBe('1234…')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, limit) => {
      expect([...visibleText(text, limit)].length).toBeLessThanOrEqual(limit)
    }),
  )
})
