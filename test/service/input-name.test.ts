import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameProblem, utf8Length } from '../../src/domain/identifiers.ts'
import { inputName, parseGivenId } from '../../src/service/input-name.ts'

test.each([
  ['events.ndjson', 'events.ndjson'],
  ['/var/log/2026/events.ndjson.gz', 'events.ndjson'],
  ['100%#~.log', '100%25%23%7E.log'],
  ['  a b', '%20 a b'],
  ['a\u200bb', 'a%E2%80%8Bb'],
  ['Zu\u0308rich', 'Zürich'],
  ['', '-'],
  ['.gz', '-'],
  ['ß'.repeat(40), 'ß'.repeat(32)],
  [`${'x'.repeat(62)}#`, 'x'.repeat(62)],
])('the input %j is known as %j', (path, name) => {
  expect(inputName(path)).toBe(name)
})

test('whatever a file is called, the ids that its lines are given are names, and are read back', () => {
  const character = fc.constantFrom(
    'a',
    'E',
    ' ',
    '%',
    '#',
    '~',
    ':',
    '.',
    '\u0301',
    '\u0307',
    'é',
    '\u200b',
    '🪑',
  )
  const path = fc.oneof(fc.string({ unit: character }), fc.string({ unit: 'binary' }))
  const check = fc.property(
    path,
    fc.integer({ min: 1 }),
    fc.integer({ min: 1, max: 999_999_999 }),
    (path, line, n) => {
      const name = inputName(path)

      expect(utf8Length(name)).toBeLessThanOrEqual(64)
      expect(nameProblem(`${name}:${line}`)).toBeUndefined()
      expect(parseGivenId(`${name}:${line}`)).toEqual({ name, n: 1, line })
      expect(parseGivenId(`${name}#${n}:${line}`)).toEqual({ name, n, line })
    },
  )

  fc.assert(check, { numRuns: 5_000 })
})

test.each(['e1', 'e:', ':1', 'log:0', 'log:01', 'log:1~1', 'log#0:1', 'log#:1', 'a#b#2:1'])(
  '%j is an id that no input gives',
  id => {
    expect(parseGivenId(id)).toBeUndefined()
  },
)
