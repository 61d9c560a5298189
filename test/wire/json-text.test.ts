import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonString } from '../../src/wire/json-text.ts'

test('a text is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ maxLength: 100 }),
      (binary, plain) => {
        expect(jsonString(binary)).toBe(JSON.stringify(binary))
        expect(jsonString(plain)).toBe(JSON.stringify(plain))
      },
    ),
  )
  for (const text of ['', '\ud800', '\u007f\u2028\u2029', '\x1f"\\/', 'x'.repeat(1_000)]) {
    expect(jsonString(text)).toBe(JSON.stringify(text))
  }
})
