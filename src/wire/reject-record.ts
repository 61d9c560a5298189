import { isUtf8 } from 'node:buffer'
import type { LogEntry, Refused } from '../service/log-line.ts'
import type { Reject } from '../service/store.ts'
import { decodeLine } from './decode.ts'
import { isJsonObject } from './json-object.ts'
import { newScan, scanJson } from './json-scan.ts'
import { jsonString } from './json-text.ts'
import { depthLimit, type LineProblem, tooLong } from './line-problem.ts'
import { isWrapper, unwrap } from './wrapper.ts'

/**
 * A refused line as alloc reads it back: an object stands in it as it was written, anything else as a text, what is
 * not UTF-8 in base64. A line that wraps one that was refused before is not wrapped again.
 */
export function rejectRecord(refused: Refused<LineProblem>): string {
  return record(refused, original(refused))
}

/** The record of a line that was refused at some time, as it was written then. */
export function storedRejectRecord(reject: Reject): string {
  const { run, line: number, offset, length } = reject
  const bytes = Buffer.from(reject.original)
  const isWhole = length === bytes.length
  const entry: LogEntry<LineProblem> = isWhole
    ? decodeLine(bytes, 0, length, { strict: false, whole: true })
    : { kind: 'problem', problem: tooLong(length) }
  const line = { number, entry, bytes, start: 0, end: bytes.length, offset, endOffset: offset + length }
  return record(reject, original({ line, at: `${run.name}:${number}` }))
}

function record({ code, message }: Pick<Reject, 'code' | 'message'>, { at, content }: Original): string {
  return `{"record":"reject","at":${jsonString(at)},"code":"${code}","message":${jsonString(message)},${content}}`
}

type Original = { readonly at: string; readonly content: string }

function original({ line, at }: Pick<Refused<LineProblem>, 'line' | 'at'>): Original {
  const { entry, start, end, offset } = line
  if (entry.kind === 'input') return { at: entry.at ?? at, content: `"event":${entry.input.text}` }
  const bytes = Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength)
  const length = entry.kind === 'problem' ? entry.problem.length : undefined
  if (isWrapper(bytes, start, end))
    return unwrapped(bytes, start, end) ?? { at, content: content(bytes, start, end) }
  const cut = length !== undefined && length > end - start ? `,"offset":${offset},"length":${length}` : ''
  return { at, content: content(bytes, start, end) + cut }
}

/** What a record wraps that was fed back and refused again; undefined if it cannot be unwrapped. */
function unwrapped(bytes: Buffer, start: number, end: number): Original | undefined {
  if (!scanJson(bytes, start, end, depthLimit + 1, newScan())) return undefined
  const wrapper: unknown = JSON.parse(bytes.toString('utf8', start, end))
  if (!isJsonObject(wrapper) || typeof wrapper.at !== 'string') return undefined
  const inner = unwrap(bytes, start, wrapper)
  if ('code' in inner) return undefined
  const { offset, length } = wrapper
  const cut = typeof length === 'number' ? `,"offset":${Number(offset)},"length":${length}` : ''
  return { at: wrapper.at, content: content(inner.bytes, inner.start, inner.end) + cut }
}

function content(bytes: Buffer, start: number, end: number): string {
  const part = bytes.subarray(start, end)
  if (!isUtf8(part)) return `"rawbase64":"${part.toString('base64')}"`
  const text = part.toString('utf8')
  const isObject = text.trimStart().startsWith('{') && scanJson(bytes, start, end, depthLimit, newScan())
  return isObject ? `"event":${text.trim()}` : `"raw":${jsonString(text)}`
}
