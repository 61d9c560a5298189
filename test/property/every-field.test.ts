import { expect, test } from 'vitest'
import { decodeBesideManual } from './decode-beside-manual.ts'
import { soundObjects } from './whole-lines.ts'

const texts = [
  ...['', ' x', 'x ', 'x\u00a0', 'x\ty', 'x\u0000', 'x\u007f', 'x\u009b', 'x\u200by', 'x\u202e', '\ufeffx'],
  ...['x\u2028', 'x\ufe0f', '\ue000', '\u{f0000}', '\u3164', '\u115f', '\ud800', 'e\u0301', 'é', '椅子-🪑'],
  ...[128, 192, 1_024, 4_096].flatMap(limit => ['x'.repeat(limit), 'x'.repeat(limit + 1)]),
  ...[128, 192, 1_024, 4_096].flatMap(limit => ['é'.repeat(limit / 2), `${'é'.repeat(limit / 2)}x`]),
  ...['~', 'x~1', 'x~01', 'x~0', 'x~1~2', '1', 'true', 'null', '1.0', 'BatchArrived', 'a.OutOfStock.v1'],
  ...['2026-12-01', '2026-02-29', '2024-02-29', '1900-02-29', '2026-12-1', '20261201', '0000-01-01'],
  ...['2026-11-20T09:15:00Z', '2026-11-20t09:15:00.25+23:59', '2026-11-20T24:00:00Z', '2026-11-20 09:15:00Z'],
  ...['2026-02-30T09:15:00Z', '2016-12-31T23:59:60Z', '2016-12-30T23:59:60Z', '2026-11-20T09:15:00'],
].map(text => JSON.stringify(text))
const numbers = [
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '1.0',
    '1.5',
    '1e2',
    '1E0',
    '10.00000000000000001',
    '1e400',
    `1${'0'.repeat(400)}`,
  ],
  ...['2147483647', '2147483648', '9007199254740991', '9007199254740992', '9007199254740993'],
]
const others = [
  ...['null', 'true', 'false', '[]', '{}', '[1]', '[{}]', '[null]', '[[]]', '{"ref":"b-1"}'],
  ...[
    '[{"ref":"b-1","qty":1}]',
    '[{"ref":"b-1","qty":1},{"ref":"b-1","qty":2}]',
    '[{"ref":"b-1","qty":1.0}]',
  ],
]

test('each field of each event is judged as the manual says, whatever stands in it', {
  timeout: 60_000,
}, () => {
  let lines = 0
  for (const object of soundObjects) {
    for (const value of [...texts, ...numbers, ...others]) {
      for (const line of withEach(object, value)) {
        decodeBesideManual(Buffer.from(line), { strict: false, whole: true })
        lines++
      }
    }
  }
  expect(lines).toBeGreaterThan(20_000)
})

test('no field of any event is demanded that may be missing, nor let go that must be there', () => {
  for (const object of soundObjects) {
    for (const line of withoutEach(object))
      decodeBesideManual(Buffer.from(line), { strict: true, whole: true })
  }
})

/** The object as JSON, with one of the values in it, however deep, replaced by another. */
function* withEach(object: object, by: string): Generator<string> {
  for (const [name, value] of Object.entries(object)) {
    const inner = typeof value === 'object' && value !== null ? withEach(value, by) : []
    for (const text of [by, ...inner]) yield spelled(object, name, text)
  }
}

/** The object as JSON, without one of the members in it, however deep. */
function* withoutEach(object: object): Generator<string> {
  for (const [name, value] of Object.entries(object)) {
    const others = Object.entries(object).filter(([other]) => other !== name)
    if (!Array.isArray(object)) yield JSON.stringify(Object.fromEntries(others))
    if (typeof value !== 'object' || value === null) continue
    for (const text of withoutEach(value)) yield spelled(object, name, text)
  }
}

function spelled(object: object, name: string, text: string): string {
  const members = Object.entries(object).map(([key, value]) => [
    key,
    key === name ? text : JSON.stringify(value),
  ])
  if (Array.isArray(object)) return `[${members.map(([, value]) => value).join()}]`
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`
}
