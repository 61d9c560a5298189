import { NamelessFile } from '../adapters/files/nameless-file.ts'
import { ByteSink } from '../wire/byte-sink.ts'
import { fileTrouble } from './failure.ts'

const memoryLimit = 4 * 1024 * 1024
const blockSize = 256 * 1024

/** Takes bytes, which may be overwritten once it is done. */
type Target = { write(data: Buffer): Promise<void> }

/** Output that waits for its group to be committed: in memory at first, in a private file when it grows. */
export class Spool {
  /** Full blocks, in order: their filled parts. */
  #full: Buffer[] = []
  /** Blocks are used again and again: fresh memory for each would cost more than filling it. */
  readonly #free: Buffer[] = []
  readonly #file = new NamelessFile('output that waits for its commit', fileTrouble)

  /** Where the output is written. */
  readonly sink = new ByteSink(Buffer.allocUnsafe(blockSize), full => this.#exchange(full))

  get isEmpty(): boolean {
    return this.#file.isEmpty && this.#full.length === 0 && this.sink.rest.length === 0
  }

  /** Whether a block or more waits. */
  get hasBlock(): boolean {
    return this.#full.length > 0
  }

  /** Gives everything to the output, in order, and is empty. */
  async moveTo(output: Target): Promise<void> {
    for (const block of this.#file.blocks()) await output.write(block)
    this.#file.close()
    for (const block of this.#full) await output.write(block)
    if (this.sink.rest.length > 0) await output.write(this.sink.rest)
    this.#empty()
    this.sink.clear()
  }

  discard(): void {
    this.#empty()
    this.sink.clear()
    this.#file.close()
  }

  #exchange(full: Buffer): Buffer {
    this.#full.push(full)
    if (this.#full.length * blockSize >= memoryLimit) this.#spill()
    return this.#free.pop() ?? Buffer.allocUnsafe(blockSize)
  }

  #spill(): void {
    for (const block of this.#full) this.#file.append(block)
    this.#empty()
  }

  #empty(): void {
    for (const block of this.#full) this.#free.push(Buffer.from(block.buffer, block.byteOffset, blockSize))
    this.#full = []
  }
}
