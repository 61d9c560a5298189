import { isUtf8 } from 'node:buffer'
import type { Refused } from '../service/log-line.ts'
import { isJsonObject } from './json-object.ts'
import { newScan, scanJson } from './json-scan.ts'
import { jsonString } from './json-text.ts'
import { depthLimit, type LineProblem } from './line-problem.ts'
import { isWrapper, unwrap } from './wrapper.ts'

/**
 * A refused line as alloc reads it back: an object stands in it as it was written, anything else as a text, what is
 * not UTF-8 in base64. A line that wraps one that was refused before is not wrapped again.
 */
export function rejectRecord(refused: Refused<LineProblem>): string {
  const { code, message } = refused
  const { at, content } = original(refused)
  return `{"record":"reject","at":${jsonString(at)},"code":"${code}","message":${jsonString(message)},${content}}`
}

type Original = { readonly at: string; readonly content: string }

function original({ line, at }: Refused<LineProblem>): Original {
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
  const record: unknown = JSON.parse(bytes.toString('utf8', start, end))
  if (!isJsonObject(record) || typeof record.at !== 'string') return undefined
  const inner = unwrap(bytes, start, record)
  if ('code' in inner) return undefined
  const { offset, length } = record
  const cut = typeof length === 'number' ? `,"offset":${Number(offset)},"length":${length}` : ''
  return { at: record.at, content: content(inner.bytes, inner.start, inner.end) + cut }
}

function content(bytes: Buffer, start: number, end: number): string {
  const part = bytes.subarray(start, end)
  if (!isUtf8(part)) return `"rawbase64":"${part.toString('base64')}"`
  const text = part.toString('utf8')
  const isObject = text.trimStart().startsWith('{') && scanJson(bytes, start, end, depthLimit, newScan())
  return isObject ? `"event":${text.trim()}` : `"raw":${jsonString(text)}`
}
