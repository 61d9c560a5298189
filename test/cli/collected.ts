import { Writable } from 'node:stream'

/** Keeps what is written to it, which its writer may overwrite afterwards. */
export class Collected extends Writable {
  readonly #chunks: Buffer[] = []

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }

  /** A character for each byte: also of what was cut within one. */
  get latin1(): string {
    return Buffer.concat(this.#chunks).toString('latin1')
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk))
    done()
  }
}
