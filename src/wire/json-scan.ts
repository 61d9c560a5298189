/** What one pass over the bytes of a JSON text found; the caller keeps one and hands it in again and again. */
export type Scan = {
  /** The names of all members at every depth; where JSON.parse gives fewer, one stood twice. */
  keys: number
  /** Whether a name has an escape, or may be one of the reserved ones. */
  oddKeys: boolean
  /** Whether a number is written in another way than an integer of up to 15 digits is: `1.0`, `1e2`, `-0`. */
  oddNumbers: boolean
  ascii: boolean
  /** Whether all texts and names are printable ASCII without an escape and without the `~` of emitted ids. */
  plain: boolean
  /** Where the text stops being JSON, if it does, and what was expected there. */
  failedAt: number
  expected: Expectation
}

export type Expectation =
  | 'nothing'
  | 'a value'
  | 'a name in double quotes'
  | 'a colon'
  | 'a comma or }'
  | 'a comma or ]'
  | 'a digit'
  | 'a number without leading zeros'
  | 'an escape'
  | 'four hexadecimal digits'
  | 'a character or a closing quote'
  | 'fewer levels'
  | 'the end of the line'

/** A scan that has found nothing yet. */
export function newScan(): Scan {
  return {
    keys: 0,
    oddKeys: false,
    oddNumbers: false,
    ascii: true,
    plain: true,
    failedAt: -1,
    expected: 'nothing',
  }
}

/**
 * Whether the bytes are one JSON text by the grammar of RFC 8259, nested at most `depth` levels. That bytes
 * from 0x80 in texts are UTF-8 is left to the caller, who learns by `ascii` whether there are any.
 */
export function scanJson(bytes: Uint8Array, start: number, end: number, depth: number, scan: Scan): boolean {
  scan.keys = 0
  scan.oddKeys = false
  scan.oddNumbers = false
  scan.ascii = true
  scan.plain = true
  const last = scanValue(bytes, skipSpace(bytes, start, end), end, depth, scan)
  if (last < 0) return false
  const rest = skipSpace(bytes, last, end)
  if (rest < end) fail(scan, rest, 'the end of the line')
  return rest === end
}

const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const zero = 0x30
const nine = 0x39
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Each scanning function takes the offset of its first byte and returns the one behind its last, or -1. */
function scanValue(bytes: Uint8Array, at: number, end: number, depth: number, scan: Scan): number {
  const byte = at < end ? bytes[at] : undefined
  if (byte === quote) return scanText(bytes, at + 1, end, scan)
  if (byte === minus || isDigit(byte)) return scanNumber(bytes, at, end, scan)
  switch (byte) {
    case openBrace:
      return depth === 0 ? fail(scan, at, 'fewer levels') : scanObject(bytes, at, end, depth - 1, scan)
    case openBracket:
      return depth === 0 ? fail(scan, at, 'fewer levels') : scanArray(bytes, at, end, depth - 1, scan)
    case 0x74:
      return scanWord(bytes, at, end, trueBytes, scan)
    case 0x66:
      return scanWord(bytes, at, end, falseBytes, scan)
    case 0x6e:
      return scanWord(bytes, at, end, nullBytes, scan)
    default:
      return fail(scan, at, 'a value')
  }
}

function scanObject(bytes: Uint8Array, open: number, end: number, depth: number, scan: Scan): number {
  let at = skipSpace(bytes, open + 1, end)
  if (at < end && bytes[at] === closeBrace) return at + 1
  for (;;) {
    if (at >= end || bytes[at] !== quote) return fail(scan, at, 'a name in double quotes')
    at = scanKey(bytes, at, end, scan)
    if (at < 0) return at
    at = skipSpace(bytes, at, end)
    if (at >= end || bytes[at] !== colon) return fail(scan, at, 'a colon')
    at = scanValue(bytes, skipSpace(bytes, at + 1, end), end, depth, scan)
    if (at < 0) return at
    at = skipSpace(bytes, at, end)
    const byte = at < end ? bytes[at] : undefined
    if (byte === closeBrace) return at + 1
    if (byte !== comma) return fail(scan, at, 'a comma or }')
    at = skipSpace(bytes, at + 1, end)
  }
}

function scanArray(bytes: Uint8Array, open: number, end: number, depth: number, scan: Scan): number {
  let at = skipSpace(bytes, open + 1, end)
  if (at < end && bytes[at] === closeBracket) return at + 1
  for (;;) {
    at = scanValue(bytes, at, end, depth, scan)
    if (at < 0) return at
    at = skipSpace(bytes, at, end)
    const byte = at < end ? bytes[at] : undefined
    if (byte === closeBracket) return at + 1
    if (byte !== comma) return fail(scan, at, 'a comma or ]')
    at = skipSpace(bytes, at + 1, end)
  }
}

function scanKey(bytes: Uint8Array, open: number, end: number, scan: Scan): number {
  scan.keys++
  const next = scanText(bytes, open + 1, end, scan)
  if (next < 0) return next
  const length = next - open - 2
  const last = bytes[next - 2]
  // `__proto__` and `prototype`, then `constructor`; no field of an event has such a length and end.
  if ((length === 9 && (last === 0x5f || last === 0x65)) || (length === 11 && last === 0x72)) {
    scan.oddKeys = true
  }
  if (!scan.plain && holds(bytes, open, next, backslash)) scan.oddKeys = true
  return next
}

function scanText(bytes: Uint8Array, first: number, end: number, scan: Scan): number {
  let at = first
  while (at < end) {
    const byte = bytes[at] ?? 0
    if (byte === quote) return at + 1
    if (ordinary[byte] === 1) {
      at++
    } else if (byte === backslash) {
      at = scanEscape(bytes, at + 1, end, scan)
      if (at < 0) return at
    } else {
      if (byte < 0x20) break
      scan.plain = false
      if (byte >= 0x80) scan.ascii = false
      at++
    }
  }
  return fail(scan, at, 'a character or a closing quote')
}

function scanEscape(bytes: Uint8Array, at: number, end: number, scan: Scan): number {
  scan.plain = false
  const byte = at < end ? (bytes[at] ?? 0) : 0
  if (byte !== 0x75) return escapable[byte] === 1 ? at + 1 : fail(scan, at, 'an escape')
  for (let digit = at + 1; digit <= at + 4; digit++) {
    if (digit >= end || hexadecimal[bytes[digit] ?? 0] !== 1)
      return fail(scan, digit, 'four hexadecimal digits')
  }
  return at + 5
}

function scanNumber(bytes: Uint8Array, start: number, end: number, scan: Scan): number {
  const first = bytes[start] === minus ? start + 1 : start
  let at = skipDigits(bytes, first, end)
  if (at === first) return fail(scan, at, 'a digit')
  if (bytes[first] === zero && at > first + 1) return fail(scan, first, 'a number without leading zeros')
  if (at - first > 15 || (first > start && bytes[first] === zero)) scan.oddNumbers = true
  if (at < end && bytes[at] === 0x2e) {
    scan.oddNumbers = true
    const fraction = at + 1
    at = skipDigits(bytes, fraction, end)
    if (at === fraction) return fail(scan, at, 'a digit')
  }
  return at < end && (bytes[at] === 0x65 || bytes[at] === 0x45) ? scanExponent(bytes, at, end, scan) : at
}

function scanExponent(bytes: Uint8Array, mark: number, end: number, scan: Scan): number {
  scan.oddNumbers = true
  const signed = mark + 1 < end && (bytes[mark + 1] === minus || bytes[mark + 1] === 0x2b)
  const first = mark + (signed ? 2 : 1)
  const at = skipDigits(bytes, first, end)
  return at === first ? fail(scan, at, 'a digit') : at
}

function scanWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array, scan: Scan): number {
  for (let i = 0; i < word.length; i++) {
    if (start + i >= end) return fail(scan, end, 'a value')
    if (bytes[start + i] !== word[i]) return fail(scan, start, 'a value')
  }
  return start + word.length
}

function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  return at < end && (bytes[at] ?? 0) <= 0x20 ? skipRun(bytes, at, end, space) : at
}

function skipRun(bytes: Uint8Array, start: number, end: number, kind: Uint8Array): number {
  let at = start
  while (at < end && kind[bytes[at] ?? 0] === 1) at++
  return at
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isDigit(bytes[at])) at++
  return at
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine
}

function holds(bytes: Uint8Array, start: number, end: number, wanted: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === wanted) return true
  return false
}

function fail(scan: Scan, at: number, expected: Expectation): -1 {
  scan.failedAt = at
  scan.expected = expected
  return -1
}

const trueBytes = Buffer.from('true')
const falseBytes = Buffer.from('false')
const nullBytes = Buffer.from('null')

/** What a plain text is made of. */
const ordinary = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7e && byte !== quote && byte !== backslash ? 1 : 0,
)
const escapable = bytesOf('"\\/bfnrt')
const hexadecimal = bytesOf('0123456789abcdefABCDEF')
const space = bytesOf(' \t\r\n')

function bytesOf(characters: string): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    characters.includes(String.fromCharCode(byte)) ? 1 : 0,
  )
}
