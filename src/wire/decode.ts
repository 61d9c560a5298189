import { isUtf8 } from 'node:buffer'
import { decodeEvent } from './decode-event.ts'
import type { Decoded, DecodeOptions } from './decoded.ts'
import { pointedOut } from './fault.ts'
import { isJsonObject, type JsonObject, keysIn } from './json-object.ts'
import { newScan, scanJson } from './json-scan.ts'
import type { Judging } from './judge-fields.ts'
import { keyProblem } from './key-problem.ts'
import { depthLimit, type LineProblem, lineLimit, tooLong } from './line-problem.ts'
import { isBlank, malformed, notAnObject } from './malformed.ts'
import { oddNumbers } from './odd-numbers.ts'
import { isWrapper, problemOutside, unwrap } from './wrapper.ts'

/** Decodes one line: what it is, or the first thing that is wrong with it. */
export function decodeLine(bytes: Buffer, start: number, end: number, options: DecodeOptions): Decoded {
  const wrapper = isWrapper(bytes, start, end)
  if (end - start > lineLimit && !wrapper) return wrong(tooLong(end - start))
  const sound = scanJson(bytes, start, end, wrapper ? depthLimit + 1 : depthLimit, scan)
  if (!sound || !(scan.ascii || isUtf8(bytes.subarray(start, end)))) {
    return isBlank(bytes, start, end) ? blank : wrong(malformed(bytes, start, end, scan, options.whole))
  }
  const text = textOf(bytes, start, end)
  const object: unknown = JSON.parse(text)
  if (!isJsonObject(object)) return wrong(notAnObject(bytes, start, end, object))
  if (scan.oddKeys || keysIn(object) !== scan.keys) {
    const problem = keyProblem(bytes, start)
    if (problem) return wrong({ ...problem, start: problem.start - start, end: problem.end - start })
  }
  if (object.record === 'reject' || object.record === 'input') return unwrapped(bytes, start, object, options)
  judging.strict = options.strict
  judging.plain = scan.plain
  judging.unknown = undefined
  judging.odd = scan.oddNumbers ? oddNumbers(bytes, start, object) : undefined
  const decoded = decodeEvent(object, text, judging, options)
  return 'kind' in decoded ? decoded : wrong(pointedOut(decoded, bytes, start))
}

/** The text of the line just scanned, without white space around it. */
function textOf(bytes: Buffer, start: number, end: number): string {
  const text = scan.ascii ? bytes.latin1Slice(start, end) : bytes.toString('utf8', start, end)
  return bytes[start] === openBrace && bytes[end - 1] === closeBrace ? text : text.trim()
}

const openBrace = 0x7b
const closeBrace = 0x7d

declare global {
  interface Buffer {
    /** What `toString('latin1', …)` comes to, without its way there; Node has it, its types do not. */
    latin1Slice(start: number, end: number): string
  }
}

/** Both are used again for each line: decoding is synchronous, and a wrapped line is decoded last of all. */
const scan = newScan()
const judging: Judging = { strict: false, plain: false, odd: undefined, unknown: undefined }

const blank: Decoded = { kind: 'blank' }

function wrong(problem: LineProblem): Decoded {
  return { kind: 'problem', problem }
}

function unwrapped(bytes: Buffer, start: number, record: JsonObject, options: DecodeOptions): Decoded {
  const inner = unwrap(bytes, start, record)
  if ('code' in inner) return wrong(pointedOut(inner, bytes, start))
  const decoded = decodeLine(inner.bytes, inner.start, inner.end, { ...options, whole: true })
  if (decoded.kind === 'input') {
    const { input } = decoded
    const retrybackorders = input.retrybackorders ?? inner.retrybackorders
    return { ...decoded, input: { ...input, retrybackorders }, at: decoded.at ?? inner.at }
  }
  if (decoded.kind !== 'problem') return decoded
  return wrong(problemOutside(decoded.problem, inner, bytes, start))
}
