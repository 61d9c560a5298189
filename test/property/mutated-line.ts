import fc from 'fast-check'
import { brokenLines, soundLines } from './whole-lines.ts'

/** A line and what became of it; each character is one byte, so that any bytes can be printed and shrunk. */
export type MutatedLine = { readonly whole: string; readonly mutated: string }

/** Takes a line as `MutatedLine` has it. */
export type Change = (line: string) => string

const whole = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...soundLines) },
    { weight: 1, arbitrary: fc.constantFrom(...brokenLines) },
  )
  .map(line => line.toString('latin1'))

const place = fc.nat({ max: 65_535 })
const length = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 }))

/** What is no character, or only the beginning of one. */
const lostBytes = ['\x80', '\xc0\xaf', '\xe2\x82', '\xed\xa0\x80', '\xff', '\xfe', '\x28\xb5\x2f\xfd', '\xe9']

/** What editors, terminals, encoders and other programs leave in texts. */
const strays = [
  ...['\0', '\x01', '\t', '\n', '\r', '\r\n', '\x1b[2J', '\x7f', '\x9b', '\xa0', '\xad', '\u0301', '\u200b'],
  ...['\u200f', '\u2028', '\u202e', '\u2066', '\ufe0f', '\ufeff', '\ue000', '\u3164', 'é', 'а', '椅', '🪑'],
  ...['\\u200b', '\\ud800', '\\u0000', '\\n', '\\', '\\x', '\\u12', '""', '{}', '[]', '{"', '"}', ',"', '}{'],
  ...['true', 'null', 'NaN', '//', '/*', '~1', '~0', '~', '.v1', ...`{}[]":,/'#+-.0 9eE`],
].map(inUtf8)

const stray = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...strays) },
  { weight: 1, arbitrary: fc.constantFrom(...lostBytes) },
  { weight: 1, arbitrary: fc.nat({ max: 255 }).map(byte => String.fromCharCode(byte)) },
)

/** What may stand for a number, rightly or not. */
const numbers = [
  ...[
    '-0',
    '00',
    '01',
    '-1',
    '+1',
    '.5',
    '1.',
    '1.0',
    '1.50',
    '1e0',
    '1E2',
    '1e-1',
    '15e-1',
    '1e400',
    '0x10',
  ],
  ...[
    '1_000',
    '1,000',
    '10.00000000000000001',
    '2147483647',
    '2147483648',
    '9007199254740993',
    '9'.repeat(40),
  ],
  ...['"10"', '" 10"', 'null', 'true', 'NaN', 'Infinity', '[1]', '{"qty":1}', '1 2', '١'],
].map(inUtf8)

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.nat({ max: 7 })).map(
    ([at, bit]): Change =>
      line =>
        flipped(line, at, bit),
  ),
  fc.tuple(place, length, stray).map(
    ([at, size, bytes]): Change =>
      line =>
        replaced(line, at, size, bytes),
  ),
  fc.tuple(place, stray).map(
    ([at, bytes]): Change =>
      line =>
        replaced(line, at, 0, bytes),
  ),
  fc.tuple(place, length).map(
    ([at, size]): Change =>
      line =>
        replaced(line, at, size, ''),
  ),
  fc.tuple(place, length).map(
    ([at, size]): Change =>
      line =>
        doubled(line, at, size),
  ),
  fc.tuple(place, place, place).map(
    ([a, b, c]): Change =>
      line =>
        swapped(line, a, b, c),
  ),
  place.map(
    (at): Change =>
      line =>
        line.slice(0, at % (line.length + 1)),
  ),
  fc.tuple(place, whole, place).map(
    ([a, other, b]): Change =>
      line =>
        from(line, a) + rest(other, b),
  ),
  fc.tuple(place, fc.constantFrom(...numbers)).map(
    ([nth, to]): Change =>
      line =>
        withNumber(line, nth, to),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 9 }), fc.boolean()).map(
    ([nth, levels, array]): Change =>
      line =>
        nested(line, nth, levels, array),
  ),
  fc.tuple(place, place, fc.constantFrom('', 'escaped', '__proto__', 'constructor')).map(
    ([a, b, name]): Change =>
      line =>
        withMemberAgain(line, a, b, name),
  ),
)

/** One to four changes, most of which a program, a cable or a person might make. */
export const changes: fc.Arbitrary<Change> = fc
  .array(change, { minLength: 1, maxLength: 4 })
  .map(all => (line: string) => all.reduce((text, make) => make(text), line))

export const mutatedLine: fc.Arbitrary<MutatedLine> = fc
  .tuple(whole, changes)
  .map(([line, change]) => ({ whole: line, mutated: change(line) }))

function inUtf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}

function flipped(line: string, at: number, bit: number): string {
  const byte = line.charCodeAt(at % Math.max(1, line.length)) || 0
  return replaced(line, at % Math.max(1, line.length), 1, String.fromCharCode(byte ^ (1 << bit)))
}

function replaced(line: string, at: number, size: number, by: string): string {
  const start = at % (line.length + 1)
  return line.slice(0, start) + by + line.slice(start + size)
}

function doubled(line: string, at: number, size: number): string {
  const start = at % (line.length + 1)
  return line.slice(0, start + size) + line.slice(start)
}

/** Two neighbouring pieces change places. */
function swapped(line: string, a: number, b: number, c: number): string {
  const [one = 0, two = 0, three = 0] = [a, b, c].map(at => at % (line.length + 1)).toSorted((x, y) => x - y)
  return line.slice(0, one) + line.slice(two, three) + line.slice(one, two) + line.slice(three)
}

function from(line: string, at: number): string {
  return line.slice(0, at % (line.length + 1))
}

function rest(line: string, at: number): string {
  return line.slice(at % (line.length + 1))
}

function withNumber(line: string, nth: number, to: string): string {
  return atMatch(line, /(?<=[:[, ])-?[0-9]+(?=[,\]} ])/g, nth, () => to)
}

function nested(line: string, nth: number, levels: number, array: boolean): string {
  const [open, close] = array ? ['[', ']'] : ['{"a":', '}']
  return atMatch(
    line,
    /(?<=:)(?:"[^"\\]*"|[0-9]+|null|\[[^[\]]*\])/g,
    nth,
    value => open.repeat(levels) + value + close.repeat(levels),
  )
}

/** One of the line's members stands in it again, perhaps under another name, or in another object. */
function withMemberAgain(line: string, from: number, to: number, name: string): string {
  const members = [...line.matchAll(/"([a-z]+)":("[^"\\]*"|[0-9]+|null)/g)]
  const [, key = '', value = ''] = members[from % Math.max(1, members.length)] ?? []
  if (key === '') return line
  const escaped = `\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}`
  const again = `"${name === '' ? key : name === 'escaped' ? escaped : name}":${value}`
  return atMatch(line, /(?<=[{,])(?=")/g, to, () => `${again},`)
}

function atMatch(line: string, pattern: RegExp, nth: number, by: (match: string) => string): string {
  const matches = [...line.matchAll(pattern)]
  const match = matches[nth % Math.max(1, matches.length)]
  if (!match) return line
  return line.slice(0, match.index) + by(match[0]) + line.slice(match.index + match[0].length)
}
