import { type FirstLines, formatOf, mayBeLog, OtherInput } from './other-input.ts'

/** An input is judged by so many bytes at most. */
const openingLimit = 4_096

/**
 * Hands chunks on if they begin a log. The first ones wait until that is known: a first line as logs have it tells at
 * once, any other one when the line after it is there.
 *
 * @throws OtherInput
 */
export async function* asLog(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] | undefined = []
  for await (const chunk of chunks) {
    if (!waiting) {
      yield chunk
      continue
    }
    waiting.push(chunk)
    if (chunk.includes(newline) || sizeOf(waiting) >= openingLimit) {
      if (!isJudged(Buffer.concat(waiting).subarray(0, openingLimit), false)) continue
      yield* waiting
      waiting = undefined
    }
  }
  if (!waiting) return
  isJudged(Buffer.concat(waiting), true)
  yield* waiting
}

/**
 * Whether an opening is enough to tell; `isAll` says that nothing follows.
 *
 * @throws OtherInput where it begins no log
 */
function isJudged(opening: Buffer, isAll: boolean): boolean {
  const start = lineStart(opening)
  const firstEnd = opening.indexOf(newline, start)
  const isEnough = isAll || opening.length === openingLimit
  if (firstEnd < 0) {
    return (
      isEnough && judge(opening, start, { first: opening.subarray(start), isCut: !isAll, next: undefined })
    )
  }
  const first = withoutReturn(opening.subarray(start, firstEnd))
  if (mayBeLog(first)) return true
  const rest = opening.subarray(firstEnd + 1)
  const nextEnd = rest.indexOf(newline)
  if (nextEnd < 0 && !isEnough) return false
  const next = isAll && rest.length === 0 ? undefined : rest.subarray(0, nextEnd < 0 ? rest.length : nextEnd)
  return judge(opening, start, { first, isCut: false, next })
}

function judge(opening: Buffer, start: number, lines: FirstLines): true {
  const format = formatOf(lines)
  if (!format) return true
  const linesBefore = opening.subarray(0, start).filter(byte => byte === newline).length
  throw new OtherInput(format, lines.first.toString('utf8'), linesBefore + 1)
}

/** Where the first line begins that is not blank, behind a BOM. */
function lineStart(opening: Buffer): number {
  const mark = opening.indexOf('\ufeff') === 0 ? 3 : 0
  let start = mark
  for (let at = mark; at < opening.length && blanks.includes(opening[at] ?? 0); at++) {
    if (opening[at] === newline) start = at + 1
  }
  return start
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}

function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((size, chunk) => size + chunk.length, 0)
}

const newline = 0x0a
const blanks = [0x20, 0x09, 0x0d, newline]
