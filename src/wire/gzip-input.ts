import { cutShort } from './compressed-problem.ts'

/** Reads a gzip file piece by piece, or byte by byte where its structure is read. */
export class GzipInput {
  readonly #pieces: AsyncIterator<Buffer>
  #piece: Buffer = Buffer.alloc(0)
  #offset = 0

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /** How many bytes were taken. */
  get offset(): number {
    return this.#offset
  }

  /** What is at hand, without taking it; undefined at the end of the file. */
  async peek(): Promise<Buffer | undefined> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next()
      if (next.done) return undefined
      this.#piece = next.value
    }
    return this.#piece
  }

  /** Takes bytes that are at hand. */
  take(count: number): void {
    this.#piece = this.#piece.subarray(count)
    this.#offset += count
  }

  /**
   * Takes so many bytes.
   *
   * @throws CompressedProblem where the file ends before
   */
  async bytes(count: number): Promise<Buffer> {
    const taken = Buffer.alloc(count)
    let length = 0
    while (length < count) {
      const copied = (await this.#present()).copy(taken, length)
      length += copied
      this.take(copied)
    }
    return taken
  }

  /**
   * Takes the bytes up to and including the next zero byte; they are shown to `visit` as they come, for there may be
   * any number of them.
   *
   * @throws CompressedProblem where the file ends before
   */
  async text(visit: (bytes: Buffer) => void): Promise<void> {
    for (;;) {
      const piece = await this.#present()
      const zero = piece.indexOf(0)
      const part = zero < 0 ? piece : piece.subarray(0, zero + 1)
      visit(part)
      this.take(part.length)
      if (zero >= 0) return
    }
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #present(): Promise<Buffer> {
    const piece = await this.peek()
    if (!piece) throw cutShort(this.#offset)
    return piece
  }
}
