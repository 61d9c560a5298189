import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ByteSink } from '../wire/byte-sink.ts'
import { exitCodes, Failure } from './failure.ts'

const memoryLimit = 16 * 1024 * 1024
const blockSize = 256 * 1024

/** Takes bytes, which may be overwritten once it is done. */
type Target = { write(data: Buffer): Promise<void> }

/** Output that waits for its group to be committed: in memory at first, in a private file when it grows. */
export class Spool {
  /** Full blocks, in order: their filled parts. */
  #full: Buffer[] = []
  /** Blocks are used again and again: fresh memory for each would cost more than filling it. */
  readonly #free: Buffer[] = []
  #file: { readonly descriptor: number; size: number } | undefined

  /** Where the output is written. */
  readonly sink = new ByteSink(Buffer.allocUnsafe(blockSize), full => this.#exchange(full))

  get isEmpty(): boolean {
    return this.#file === undefined && this.#full.length === 0 && this.sink.rest.length === 0
  }

  /** Whether a block or more waits. */
  get hasBlock(): boolean {
    return this.#full.length > 0
  }

  /** Gives everything to the output, in order, and is empty. */
  async moveTo(output: Target): Promise<void> {
    if (this.#file) await this.#moveFile(this.#file, output)
    for (const block of this.#full) await output.write(block)
    if (this.sink.rest.length > 0) await output.write(this.sink.rest)
    this.#empty()
    this.sink.clear()
  }

  discard(): void {
    this.#empty()
    this.sink.clear()
    if (this.#file) closeSync(this.#file.descriptor)
    this.#file = undefined
  }

  async #moveFile(file: { readonly descriptor: number; size: number }, output: Target): Promise<void> {
    const block = Buffer.allocUnsafe(blockSize)
    for (let at = 0; at < file.size; at += blockSize) {
      const part = block.subarray(0, Math.min(blockSize, file.size - at))
      readFully(file.descriptor, part, at)
      await output.write(part)
    }
    closeSync(file.descriptor)
    this.#file = undefined
  }

  #exchange(full: Buffer): Buffer {
    this.#full.push(full)
    if (this.#full.length * blockSize >= memoryLimit) this.#spill()
    return this.#free.pop() ?? Buffer.allocUnsafe(blockSize)
  }

  #spill(): void {
    try {
      this.#file ??= { descriptor: openNameless(), size: 0 }
      for (const block of this.#full) {
        for (let at = 0; at < block.length; ) {
          const written = writeSync(this.#file.descriptor, block, at, block.length - at, this.#file.size)
          at += written
          this.#file.size += written
        }
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Failure(
        exitCodes.fileTrouble,
        `output that waits for its commit cannot be kept (${why})`,
        spoolHint,
      )
    }
    this.#empty()
  }

  #empty(): void {
    for (const block of this.#full) this.#free.push(Buffer.from(block.buffer, block.byteOffset, blockSize))
    this.#full = []
  }
}

const spoolHint = 'make room in the directory for temporary files, or set TMPDIR to another one'

/** A file without a name: it is gone with the process, however that ends. */
export function openNameless(): number {
  const directory = mkdtempSync(join(tmpdir(), 'alloc-'))
  try {
    return openSync(join(directory, 'spool'), 'wx+', 0o600)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function readFully(descriptor: number, block: Buffer, position: number): void {
  for (let at = 0; at < block.length; ) {
    const read = readSync(descriptor, block, at, block.length - at, position + at)
    if (read === 0) throw new Error('the spool file is shorter than what was written into it')
    at += read
  }
}
