import { createInflateRaw } from 'node:zlib'

/** What a piece came to: its output, and whether the data go on, ended after `used` bytes of it, or are no deflate. */
export type Inflated = { readonly outputs: readonly Buffer[] } & (
  | { readonly state: 'goes on' }
  | { readonly state: 'ended'; readonly used: number }
  | { readonly state: 'damaged'; readonly reason: string }
)

/** Inflates the data of one gzip member. */
export class Inflater {
  readonly #stream = createInflateRaw({ chunkSize: outputSize })
  #given = 0
  #outputs: Buffer[] = []
  #settle: (inflated: Inflated) => void = () => {}

  constructor() {
    this.#stream.on('data', (output: Buffer) => this.#outputs.push(output))
    this.#stream.on('end', () => {
      this.#settle({ state: 'ended', used: this.#stream.bytesWritten - this.#given, outputs: this.#outputs })
    })
    this.#stream.on('error', error => {
      this.#settle({ state: 'damaged', reason: error.message, outputs: this.#outputs })
    })
  }

  /** Takes the next piece when the one before has settled; a byte becomes at most 1,032, so a short piece bounds the output. */
  inflate(piece: Buffer): Promise<Inflated> {
    this.#given = this.#stream.bytesWritten
    const outputs: Buffer[] = []
    this.#outputs = outputs
    return new Promise(resolve => {
      this.#settle = resolve
      // Of data that end within the piece or are damaged, the stream tells by its events.
      this.#stream.write(piece, error => {
        if (!error) resolve({ state: 'goes on', outputs })
      })
    })
  }

  close(): void {
    this.#stream.destroy()
  }
}

const outputSize = 64 * 1024
