import { createHash, type Hash } from 'node:crypto'

/** The SHA-256 of an input up to the ends of its lines, while it is read chunk by chunk. */
export class RunningHash {
  readonly #hash: Hash
  #hashed: number
  /** The last chunk, from where the hash ends. */
  #rest: Buffer = Buffer.alloc(0)
  #lineEnd: { readonly offset: number; readonly hash: Hash }

  /** @param bytes how many the given hash covers */
  constructor(hash: Hash = createHash('sha256'), bytes = 0) {
    this.#hash = hash
    this.#hashed = bytes
    this.#lineEnd = { offset: bytes, hash: hash.copy() }
  }

  /** @param lineEnd where the last whole line of what came before ends */
  push(chunk: Buffer, lineEnd: number): void {
    if (lineEnd >= this.#hashed) {
      this.#upTo(lineEnd)
      this.#lineEnd = { offset: lineEnd, hash: this.#hash.copy() }
    }
    this.#upTo(this.#hashed + this.#rest.length)
    this.#rest = chunk
  }

  /** The hash of the bytes up to the end of a line of the last chunk, or of the last line before it, in hex. */
  at(offset: number): string {
    if (offset === this.#lineEnd.offset) return this.#lineEnd.hash.copy().digest('hex')
    this.#upTo(offset)
    return this.#hash.copy().digest('hex')
  }

  #upTo(offset: number): void {
    const size = offset - this.#hashed
    if (size < 0 || size > this.#rest.length)
      throw new Error(`no hash of the bytes up to ${offset} is at hand`)
    this.#hash.update(this.#rest.subarray(0, size))
    this.#rest = this.#rest.subarray(size)
    this.#hashed = offset
  }
}
