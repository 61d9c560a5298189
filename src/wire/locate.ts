import type { FieldPath } from '../domain/refusal.ts'
import { visibleText } from '../domain/visible-text.ts'
import { metadata } from './event-fields.ts'

/** Byte offsets of a part of a line. */
export type Span = { readonly start: number; readonly end: number }

/** A member of a JSON object: where its name stands, with the quotes, and its value. */
export type Member = { readonly name: string; readonly key: Span; readonly value: Span }

/** Where the value at a path stands in well-formed JSON, or undefined where there is none. */
export function locate(bytes: Buffer, start: number, path: FieldPath): Span | undefined {
  let at: number | undefined = skipSpace(bytes, start)
  for (const step of path) {
    at = typeof step === 'number' ? element(bytes, at, step) : member(bytes, at, step)?.value.start
    if (at === undefined) return undefined
  }
  return { start: at, end: skipValue(bytes, at) }
}

/** Where the name of the member at a path stands, with its quotes. */
export function locateKey(bytes: Buffer, start: number, path: FieldPath): Span | undefined {
  const name = path.at(-1)
  const owner = locate(bytes, start, path.slice(0, -1))
  if (!owner || typeof name !== 'string') return undefined
  return member(bytes, owner.start, name)?.key
}

/**
 * Where the value that a refusal names stands in the line of its event: in alloc's own records inside `event`, in a
 * CloudEvent inside `data` or, of metadata, among the attributes. Of a text that was unescaped it is the whole text.
 */
export function locateField(bytes: Buffer, start: number, path: FieldPath): Span | undefined {
  const { event, text } = innerLine(bytes, start)
  if (text) return text
  const from = event?.start ?? start
  const [name] = path
  const isAttribute = typeof name === 'string' && Object.hasOwn(metadata, name)
  const enveloped = !isAttribute && locate(bytes, from, ['specversion']) !== undefined
  return locate(bytes, from, enveloped ? ['data', ...path] : path)
}

/**
 * Where the name of an unknown field stands, with its quotes; fields of counts and of the data of a CloudEvent are
 * named as `counts.shelf`, and the first of them is meant. Of a text that was unescaped it is the whole text.
 */
export function locateUnknown(bytes: Buffer, start: number, name: string): Span | undefined {
  const { event, text } = innerLine(bytes, start)
  if (text) return text
  for (const found of namedKeys(bytes, event?.start ?? start, '')) if (found.name === name) return found.key
  return undefined
}

/** What alloc's own record wraps: the event, or the text of a line. */
function innerLine(bytes: Buffer, start: number): { readonly event?: Span; readonly text?: Span } {
  if (!locate(bytes, start, ['record'])) return {}
  const event = locate(bytes, start, ['event'])
  if (event) return { event }
  const text = locate(bytes, start, ['raw']) ?? locate(bytes, start, ['rawbase64'])
  return text ? { text } : {}
}

function* namedKeys(bytes: Buffer, start: number, within: string): Generator<Pick<Member, 'name' | 'key'>> {
  for (const { name, key, value } of members(bytes, start)) {
    const path = within + visibleText(name)
    yield { name: path, key }
    if (name !== 'data' && name !== 'counts') continue
    for (const owner of [value, ...elements(bytes, value.start)]) {
      yield* namedKeys(bytes, owner.start, `${path}.`)
    }
  }
}

/** The column of a byte of a line: code points, counted from 1; bytes that are no UTF-8 count one each. */
export function column(bytes: Buffer, lineStart: number, offset: number): number {
  let characters = 1
  let following = 0
  for (let at = lineStart; at < offset; at++) {
    const byte = bytes[at] ?? 0
    if (following > 0 && (byte & 0xc0) === 0x80) {
      following--
      continue
    }
    characters++
    following = byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf5 ? 3 : 0
  }
  return characters
}

/** The members of the object that begins at an offset, white space before it apart; of anything else, none. */
export function* members(bytes: Buffer, start: number): Generator<Member> {
  const open = skipSpace(bytes, start)
  if (bytes[open] !== openBrace) return
  let at = skipSpace(bytes, open + 1)
  while (bytes[at] === quote) {
    const key = { start: at, end: skipText(bytes, at) }
    const from = skipSpace(bytes, skipSpace(bytes, key.end) + 1)
    const value = { start: from, end: skipValue(bytes, from) }
    yield { name: textAt(bytes, key), key, value }
    at = nextEntry(bytes, value.end)
  }
}

/** The elements of the array that begins at an offset, white space before it apart; of anything else, none. */
export function* elements(bytes: Buffer, start: number): Generator<Span> {
  const open = skipSpace(bytes, start)
  if (bytes[open] !== openBracket) return
  let at = skipSpace(bytes, open + 1)
  while (bytes[at] !== closeBracket) {
    const value = { start: at, end: skipValue(bytes, at) }
    yield value
    at = nextEntry(bytes, value.end)
  }
}

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

function member(bytes: Buffer, start: number, name: string): Member | undefined {
  for (const candidate of members(bytes, start)) if (candidate.name === name) return candidate
  return undefined
}

function element(bytes: Buffer, start: number, index: number): number | undefined {
  let position = 0
  for (const value of elements(bytes, start)) if (position++ === index) return value.start
  return undefined
}

function textAt(bytes: Buffer, span: Span): string {
  const text: unknown = JSON.parse(bytes.toString('utf8', span.start, span.end))
  return String(text)
}

function nextEntry(bytes: Buffer, valueEnd: number): number {
  const at = skipSpace(bytes, valueEnd)
  return bytes[at] === comma ? skipSpace(bytes, at + 1) : at
}

function skipValue(bytes: Buffer, start: number): number {
  let depth = 0
  let at = start
  do {
    const byte = bytes[at]
    if (byte === quote) {
      at = skipText(bytes, at)
      continue
    }
    if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    else if (depth === 0) return skipWord(bytes, at)
    at++
  } while (depth > 0)
  return at
}

function skipText(bytes: Buffer, start: number): number {
  let at = start + 1
  while (bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at + 1
}

/** Numbers, true, false and null. */
function skipWord(bytes: Buffer, start: number): number {
  let at = start
  while (/[-+.\w]/.test(String.fromCharCode(bytes[at] ?? 0))) at++
  return at
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d || bytes[at] === 0x0a) at++
  return at
}
