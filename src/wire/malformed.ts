import { visibleText } from '../domain/visible-text.ts'
import { shown } from './complaint.ts'
import type { Scan } from './json-scan.ts'
import { depthLimit, type LineProblem } from './line-problem.ts'
import { locate } from './locate.ts'
import { isZstd, otherFormat } from './other-format.ts'
import { syntaxHint, syntaxMessage } from './syntax-words.ts'
import { firstBadByte } from './utf8.ts'

/** What is wrong with a line that is not UTF-8, or at which the scan failed; `whole` says that it had its newline. */
export function malformed(
  bytes: Buffer,
  start: number,
  end: number,
  scan: Scan,
  whole: boolean,
): LineProblem {
  if (isZstd(bytes, start, end)) return zstd
  const format = otherFormat(bytes, start, end)
  const bad = firstBadByte(bytes, start, end)
  if (bad >= 0) return notUtf8(bytes, start, end, bad, format)
  const { failedAt, expected } = scan
  const span = { start: failedAt - start, end: characterEnd(bytes, failedAt, end) - start }
  if (expected === 'fewer levels') {
    return { code: 'json-too-deep', message: `the line is nested more than ${depthLimit} deep`, ...span }
  }
  if (failedAt === end && !whole) return { ...truncated, ...span }
  const found = bytes.toString('utf8', failedAt, characterEnd(bytes, failedAt, end))
  const rest = bytes.toString('latin1', failedAt, Math.min(end, failedAt + 16))
  const message = syntaxMessage(expected, visibleText(found))
  return {
    code: 'json-syntax',
    message,
    ...span,
    ...hinted(format ?? syntaxHint(expected, rest) ?? hintAtWhole(bytes, start, scan)),
  }
}

/** What is wrong with a line that is JSON, but no object. */
export function notAnObject(bytes: Buffer, start: number, end: number, value: unknown): LineProblem {
  const span = locate(bytes, start, []) ?? { start, end }
  return {
    code: 'not-an-object',
    message: `a line must be an object, got ${shown(value)}`,
    start: span.start - start,
    end: span.end - start,
    ...hinted(isQuotedEvent(value) ? quotedEvent : (otherFormat(bytes, start, end) ?? anEvent)),
  }
}

/** What helps where no slip is known: of a line that does not even begin as an object, what one is. */
function hintAtWhole(bytes: Buffer, start: number, { failedAt, expected }: Scan): string | undefined {
  let at = start
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  if (bytes[at] !== openBrace) return anEvent
  const isWord = expected === 'a value' && /[A-Za-z_]/.test(String.fromCharCode(bytes[failedAt] ?? 0))
  return isWord ? 'put a text in double quotes' : undefined
}

const openBrace = 0x7b
const anEvent = 'a line is an event: {"type":"BatchArrived","ref":"batch-001"}'

/** A line that was written as JSON twice. */
function isQuotedEvent(value: unknown): boolean {
  return typeof value === 'string' && /^\s*\{.*\}\s*$/s.test(value)
}

const quotedEvent = 'it is an event inside a text; if all lines are: jq -c fromjson FILE'

/** Whether a line has nothing but white space. */
export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) return false
  }
  return true
}

const zstd: LineProblem = {
  code: 'compressed',
  message: 'the file is compressed with zstd, which alloc does not read',
  start: 0,
  end: 4,
  hint: 'zstd -dc FILE | alloc replay -',
}

const truncated = {
  code: 'truncated',
  message: 'the last line ends in the middle of its JSON',
  hint: 'it was not written to its end: complete it, or leave it out',
} as const

function notUtf8(
  bytes: Buffer,
  start: number,
  end: number,
  bad: number,
  format: string | undefined,
): LineProblem {
  const byte = (bytes[bad] ?? 0).toString(16).padStart(2, '0')
  const cut = isCutOff(bytes, bad, end) ? 'the line ends inside a character: it was cut there' : undefined
  return {
    code: 'not-utf8',
    message: `byte 0x${byte} is not UTF-8`,
    start: bad - start,
    end: bad + 1 - start,
    hint: format ?? cut ?? 'if the file is Latin-1: iconv -f LATIN1 -t UTF-8 FILE',
  }
}

/** Whether more bytes could have made one character of the last ones. */
function isCutOff(bytes: Buffer, bad: number, end: number): boolean {
  if (end - bad > 3) return false
  const given = bytes.subarray(bad, end)
  return [0x80, 0x90].some(next => firstBadByte(Buffer.from([...given, next, 0x80, 0x80]), 0, 4) !== 0)
}

function characterEnd(bytes: Buffer, offset: number, end: number): number {
  if (offset >= end) return end
  let at = offset + 1
  while (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++
  return at
}

function hinted(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint }
}
