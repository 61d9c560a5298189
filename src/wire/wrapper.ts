import { nameProblem } from '../domain/identifiers.ts'
import { shown } from './complaint.ts'
import { type Fault, invalid } from './fault.ts'
import type { JsonObject } from './json-object.ts'
import { type LineProblem, tooLong } from './line-problem.ts'
import { locate, type Span } from './locate.ts'

/** A line inside a reject or input record. */
export type Wrapped = {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** The place that names an event without id. */
  readonly at: string | undefined
  /** Stands for the mark that the event lacks. */
  readonly retrybackorders: boolean | undefined
  /** Where the inner line stands in the outer one. */
  readonly span: Span
  /** Its field in the record: `event`, `raw` or `rawbase64`. */
  readonly field: string
  /** How long the line was; of one that was too long only the beginning is at hand. */
  readonly length: number
}

/** The form of base64. */
export const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Whether a line begins as alloc writes its rejects and inputs, whose limits count for what they wrap. */
export function isWrapper(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start + 2] !== rejectMark[2]) return false
  return beginsWith(bytes, start, end, rejectMark) || beginsWith(bytes, start, end, inputMark)
}

/** The line that a reject or input record wraps, or what keeps it from being unwrapped. */
export function unwrap(bytes: Buffer, start: number, record: JsonObject): Wrapped | Fault {
  const { at, length, retrybackorders } = record
  if (at !== undefined && typeof at !== 'string') return invalid(['at'], 'must be a text')
  const problem = at === undefined ? undefined : placeProblem(at)
  if (problem !== undefined) return invalid(['at'], problem)
  if (retrybackorders !== undefined && typeof retrybackorders !== 'boolean')
    return invalid(['retrybackorders'], `must be true or false, got ${shown(retrybackorders)}`)
  const given = { at, retrybackorders }
  const event = locate(bytes, start, ['event'])
  if (event)
    return { bytes, ...event, ...given, span: event, field: 'event', length: event.end - event.start }
  const field = record.raw === undefined ? 'rawbase64' : 'raw'
  const span = locate(bytes, start, [field])
  const text = record[field]
  if (!span)
    return { code: 'missing-field', path: [], points: 'owner', missing: 'event', message: 'event is missing' }
  if (typeof text !== 'string') return invalid([field], 'must be a text')
  if (field === 'raw' && /\p{Cs}/u.test(text)) return invalid([field], 'holds half of a surrogate pair')
  if (field === 'rawbase64' && !base64.test(text)) return invalid([field], 'must be base64')
  const inner = Buffer.from(text, field === 'raw' ? 'utf8' : 'base64')
  const full = typeof length === 'number' ? length : inner.length
  return { bytes: inner, start: 0, end: inner.length, ...given, span, field, length: full }
}

/** The problem of a wrapped line as one of the line from `start` on that wraps it. */
export function problemOutside(
  problem: LineProblem,
  inner: Wrapped,
  bytes: Buffer,
  start: number,
): LineProblem {
  const { span, field } = inner
  const from = span.start - start
  if (inner.bytes === bytes) return { ...problem, start: from + problem.start, end: from + problem.end }
  // What stood in a text has been unescaped, so that only the text as a whole can be pointed at.
  const whole = { start: from, end: span.end - start }
  if (inner.length <= inner.end || problem.field !== undefined) return { ...problem, ...whole }
  const hint = 'the reject has only its beginning: take the line from the input'
  return { ...tooLong(inner.length), ...whole, field, hint }
}

const rejectMark = Buffer.from('{"record":"reject"')
const inputMark = Buffer.from('{"record":"input"')

function beginsWith(bytes: Buffer, start: number, end: number, mark: Buffer): boolean {
  if (end - start < mark.length) return false
  for (let i = 0; i < mark.length; i++) if (bytes[start + i] !== mark[i]) return false
  return true
}

/** A place is given to an event as its id. */
function placeProblem(at: string): string | undefined {
  return at.includes('~') ? 'must not hold "~"' : nameProblem(at)
}
