import type { LogEntry, LogLine } from '../service/log-line.ts'
import { decodeLine } from './decode.ts'
import type { DecodeOptions } from './decoded.ts'
import { type LineProblem, tooLong } from './line-problem.ts'
import { beginning, LineSplitter, type Place } from './lines.ts'

/** Turns the chunks of one input into decoded lines. */
export class LogReader {
  readonly #lines: LineSplitter
  readonly #whole: DecodeOptions
  readonly #torn: DecodeOptions
  #count: number
  #endOffset: number

  /** @param from what was read of the input before */
  constructor(options: Omit<DecodeOptions, 'whole'>, from: Place = beginning) {
    this.#lines = new LineSplitter(from)
    this.#count = from.lines
    this.#endOffset = from.bytes
    this.#whole = { ...options, whole: true }
    this.#torn = { ...options, whole: false }
  }

  /** The bytes of the lines that were read, with their ends. */
  get bytes(): number {
    return this.#lines.consumed
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#count
  }

  /** The lines that this chunk completes; they stay valid as long as the chunk is left alone. */
  push(chunk: Buffer): LogLine<LineProblem>[] {
    const read: LogLine<LineProblem>[] = []
    this.#lines.push(chunk, (bytes, start, end, number, length) => {
      // What the splitter assembled from several chunks is overwritten by the next such line.
      const line = bytes === chunk ? { bytes, start, end } : own(bytes, start, end)
      read.push(this.#decode(line.bytes, line.start, line.end, number, length, this.#whole))
    })
    return read
  }

  /** The last line, if it lacks its newline. */
  finish(): LogLine<LineProblem>[] {
    const read: LogLine<LineProblem>[] = []
    this.#lines.finish((bytes, start, end, number, length) => {
      read.push(this.#decode(bytes, start, end, number, length, this.#torn))
    })
    return read
  }

  #decode(bytes: Buffer, start: number, end: number, number: number, length: number, options: DecodeOptions) {
    this.#count = number
    const entry: LogEntry<LineProblem> =
      length > end - start
        ? { kind: 'problem', problem: tooLong(length) }
        : decodeLine(bytes, start, end, options)
    const offset = this.#endOffset
    this.#endOffset = this.#lines.consumed
    return { number, entry, bytes, start, end, offset, endOffset: this.#endOffset }
  }
}

function own(bytes: Buffer, start: number, end: number): { bytes: Buffer; start: number; end: number } {
  return { bytes: Buffer.from(bytes.subarray(start, end)), start: 0, end: end - start }
}
