import { lineLimit, wrapperLimit } from './line-problem.ts'
import { isWrapper } from './wrapper.ts'

/**
 * Takes one line, without its end: `bytes` from `start` up to `end`, valid only during the call. `length` is the
 * line's true length; where that is greater than `end - start`, the line is too long and this is its beginning.
 */
export type LineVisitor = (bytes: Buffer, start: number, end: number, number: number, length: number) => void

/** How much of an input was read: bytes and lines. */
export type Place = { readonly bytes: number; readonly lines: number }

export const beginning: Place = { bytes: 0, lines: 0 }

/** Of a line that is too long this many bytes are kept. */
export const beginningLimit = 1_024

/**
 * Cuts chunks into lines at the byte 0x0A, never copying a line that lies whole in a chunk and never holding more
 * of a line than may be decoded; a BOM before the first line and one CR at a line's end belong to no line.
 */
export class LineSplitter {
  #consumed: number
  #number: number
  /** A line that began in an earlier chunk: its first `#kept` bytes, of `#length`. */
  #held: Buffer = Buffer.alloc(0)
  #kept = 0
  #length = 0
  #lastByte = 0

  /** @param from what was read of the input before; the next byte begins a line */
  constructor(from: Place = beginning) {
    this.#consumed = from.bytes
    this.#number = from.lines
  }

  /** The bytes of all visited lines, with their ends and the BOM; during a visit, its line included. */
  get consumed(): number {
    return this.#consumed
  }

  /** Visits the lines that this chunk completes. */
  push(chunk: Buffer, visit: LineVisitor): void {
    let start = 0
    for (;;) {
      const newline = chunk.indexOf(0x0a, start)
      if (newline < 0) break
      if (this.#length > 0) {
        this.#hold(chunk, start, newline)
        this.#visitHeld(visit, 1)
      } else {
        this.#consumed += newline - start + 1
        const cut = newline > start && chunk[newline - 1] === carriageReturn ? 1 : 0
        this.#visit(visit, chunk, start, newline - cut, newline - cut - start)
      }
      start = newline + 1
    }
    if (start < chunk.length) this.#hold(chunk, start, chunk.length)
  }

  /** Visits the last line where it has no newline. */
  finish(visit: LineVisitor): void {
    if (this.#length > 0) this.#visitHeld(visit, 0)
  }

  #visitHeld(visit: LineVisitor, newline: number): void {
    const length = this.#length - (this.#lastByte === carriageReturn ? 1 : 0)
    const kept = Math.min(this.#kept, length)
    this.#consumed += this.#length + newline
    this.#length = 0
    this.#kept = 0
    this.#visit(visit, this.#held, 0, kept, length)
  }

  #visit(visit: LineVisitor, bytes: Buffer, from: number, to: number, size: number): void {
    const mark = this.#number === 0 && beginsWithMark(bytes, from, to) ? 3 : 0
    const start = from + mark
    const length = size - mark
    const whole = to - start === length
    const decodable = length <= lineLimit || (length <= wrapperLimit && isWrapper(bytes, start, to))
    this.#number++
    visit(bytes, start, whole && decodable ? to : start + beginningLimit, this.#number, length)
  }

  #hold(chunk: Buffer, start: number, end: number): void {
    if (start === end) return
    this.#length += end - start
    this.#lastByte = chunk[end - 1] ?? 0
    const rest = this.#keep(chunk, start, end, lineLimit + markAndReturn)
    if (rest < end && isWrapper(this.#held, 0, this.#kept)) {
      this.#keep(chunk, rest, end, wrapperLimit + markAndReturn)
    }
  }

  /** Holds bytes up to a limit and returns where it stopped; room is doubled, so that a byte is seldom moved. */
  #keep(chunk: Buffer, start: number, end: number, limit: number): number {
    const size = Math.min(this.#kept + end - start, limit)
    if (size <= this.#kept) return start
    if (size > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(size, 2 * this.#held.length, 4_096))
      this.#held.copy(larger, 0, 0, this.#kept)
      this.#held = larger
    }
    const taken = chunk.copy(this.#held, this.#kept, start, start + size - this.#kept)
    this.#kept = size
    return start + taken
  }
}

const carriageReturn = 0x0d

/** A BOM and a CR are no part of a line, but held with it. */
const markAndReturn = 4

function beginsWithMark(bytes: Buffer, from: number, to: number): boolean {
  return to - from > 2 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf
}
