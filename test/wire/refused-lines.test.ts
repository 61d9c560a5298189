import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawn, problemOf } from './decoding.ts'

/** Each line, below it the columns concerned and what is said of it; `|` is the line's end. */
const transcript = readFileSync(new URL('refused-lines.txt', import.meta.url), 'utf8')

const below = /^ *(?:[|^]+ [a-z0-9-]+(?: \S+)?: |hint: )/

for (const section of transcript.trimEnd().split('\n\n')) {
  const [heading = '', ...rest] = section.split('\n')
  const lines = rest.filter(line => !below.test(line))

  describe(heading, () => {
    test('has a heading', () => expect(heading).toMatch(/^# \w/))

    test.each(lines)('%s', line => {
      const at = rest.indexOf(line)
      const next = rest.findIndex((other, index) => index > at && !below.test(other))

      expect(drawn(line, problemOf(line))).toBe(rest.slice(at, next < 0 ? undefined : next).join('\n'))
    })
  })
}
