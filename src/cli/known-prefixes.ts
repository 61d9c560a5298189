import { createHash, type Hash } from 'node:crypto'
import type { KnownRun } from '../service/store.ts'

/** A known input with which the one at hand begins. */
type Match = { readonly run: KnownRun; readonly hash: Hash }

/** A line end that was missing is two bytes at most. */
const lineEndLimit = 2

/** Compares the bytes of an input, as they come, with what was read of others. */
export class KnownPrefixes {
  readonly matches: Match[] = []
  readonly #runs: readonly KnownRun[]
  readonly #hash = createHash('sha256')
  #next = 0
  #bytes = 0
  #last: number | undefined
  /** Whether what the longest match has in common with the input ends with a line end. */
  #endsLine = true
  /** The two bytes behind it, as far as they came. */
  #following: Buffer = Buffer.alloc(0)

  constructor(runs: readonly KnownRun[]) {
    this.#runs = runs.toSorted((a, b) => a.progress.bytes - b.progress.bytes)
  }

  /** Whether there is nothing to compare with. */
  get isEmpty(): boolean {
    return this.#runs.length === 0
  }

  /** The hash of what the longest match has in common with the input. */
  get hash(): Hash {
    return this.matches.at(-1)?.hash.copy() ?? createHash('sha256')
  }

  /** The line end that the longest match lacked and the input has; undefined if its last line goes on instead. */
  get lineEndBehind(): Buffer | undefined {
    const following = this.#following
    if (this.#endsLine || following.length === 0) return Buffer.alloc(0)
    if (following[0] === newline) return following.subarray(0, 1)
    return following.equals(carriageReturnNewline) ? following : undefined
  }

  /** How many bytes came. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether no further byte could change anything. */
  get isDecided(): boolean {
    return this.#bytes >= (this.#runs.at(-1)?.progress.bytes ?? 0) + lineEndLimit
  }

  push(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) {
      const border = this.#runs[this.#next]?.progress.bytes ?? Number.POSITIVE_INFINITY
      const part = rest.subarray(0, border - this.#bytes)
      this.#take(part)
      rest = rest.subarray(part.length)
      if (this.#bytes === border) this.#compare(border)
    }
  }

  #take(part: Buffer): void {
    const missing = lineEndLimit - this.#following.length
    if (this.matches.length > 0 && missing > 0)
      this.#following = Buffer.concat([this.#following, part.subarray(0, missing)])
    this.#hash.update(part)
    this.#bytes += part.length
    this.#last = part.at(-1) ?? this.#last
  }

  #compare(border: number): void {
    const sha256 = this.#hash.copy().digest('hex')
    for (; this.#runs[this.#next]?.progress.bytes === border; this.#next++) {
      const run = this.#runs[this.#next]
      if (run?.progress.sha256 !== sha256) continue
      this.matches.push({ run, hash: this.#hash.copy() })
      this.#following = Buffer.alloc(0)
      this.#endsLine = this.#last === newline
    }
  }
}

const newline = 0x0a
const carriageReturnNewline = Buffer.from('\r\n')
