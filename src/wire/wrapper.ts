import { nameProblem } from '../domain/identifiers.ts'
import { type Fault, invalid } from './fault.ts'
import type { JsonObject } from './json-object.ts'
import { locate, type Span } from './locate.ts'

/** A line inside a reject or input record: its bytes, and the place that names an event without id. */
export type Wrapped = {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly at: string | undefined
  /** Where it stands in the line that wraps it; what has been unescaped has no offsets of its own there. */
  readonly span: Span
}

/** Whether a line begins as alloc writes its rejects and inputs, whose limits count for what they wrap. */
export function isWrapper(bytes: Buffer, start: number, end: number): boolean {
  return beginsWith(bytes, start, end, rejectMark) || beginsWith(bytes, start, end, inputMark)
}

/** The line that a reject or input record wraps, or what keeps it from being unwrapped. */
export function unwrap(bytes: Buffer, start: number, record: JsonObject): Wrapped | Fault {
  const { at } = record
  if (at !== undefined && typeof at !== 'string') return invalid(['at'], 'must be a text')
  const atProblem = at === undefined ? undefined : placeProblem(at)
  if (atProblem) return invalid(['at'], atProblem)
  for (const name of ['event', 'raw', 'rawbase64']) {
    const span = locate(bytes, start, [name])
    if (!span) continue
    if (name === 'event') return { bytes, ...span, at, span }
    const text = record[name]
    if (typeof text !== 'string') return invalid([name], 'must be a text')
    if (name === 'rawbase64' && !base64.test(text)) return invalid([name], 'is not base64')
    const inner = Buffer.from(text, name === 'raw' ? 'utf8' : 'base64')
    return { bytes: inner, start: 0, end: inner.length, at, span }
  }
  const message = 'event is missing'
  return { code: 'missing-field', path: [], points: 'owner', missing: 'event', message, hint: undefined }
}

const rejectMark = Buffer.from('{"record":"reject"')
const inputMark = Buffer.from('{"record":"input"')
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function beginsWith(bytes: Buffer, start: number, end: number, mark: Buffer): boolean {
  if (end - start < mark.length) return false
  for (let i = 0; i < mark.length; i++) if (bytes[start + i] !== mark[i]) return false
  return true
}

function placeProblem(at: string): string | undefined {
  return at.includes('~') ? 'must not hold "~"' : nameProblem(at)
}
