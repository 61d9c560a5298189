import { expect, test } from 'vitest'
import { drawn, problemOf } from './decoding.ts'
import { refusedLines } from './transcript.ts'

test.each(refusedLines())('$heading: each line is refused in these words, at these columns', section => {
  const { lines, text, ...options } = section

  expect(lines.map(line => drawn(line, problemOf(line, options))).join('\n')).toBe(text)
})
