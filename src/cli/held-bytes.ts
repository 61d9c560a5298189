import { closeSync, ftruncateSync, readSync, writeSync } from 'node:fs'
import { exitCodes, Failure } from './failure.ts'
import { openNameless } from './spool.ts'

const blockSize = 256 * 1024

/** Takes a whole stream into a private file before it gives any of it. */
export async function* heldToItsEnd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const held = new HeldBytes()
  try {
    for await (const chunk of chunks) held.add(chunk)
    yield* held.take()
  } finally {
    held.close()
  }
}

/** The bytes of a stream whose turn has not come, in a private file. */
export class HeldBytes {
  #descriptor: number | undefined
  #size = 0

  add(bytes: Buffer): void {
    try {
      this.#descriptor ??= openNameless()
      for (let at = 0; at < bytes.length; ) {
        at += writeSync(this.#descriptor, bytes, at, bytes.length - at, this.#size + at)
      }
      this.#size += bytes.length
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const hint = 'make room in the directory for temporary files, or set TMPDIR to another one'
      throw new Failure(exitCodes.fileTrouble, `stdin cannot be kept until its turn comes (${why})`, hint)
    }
  }

  /** Forgets what came so far. */
  clear(): void {
    if (this.#descriptor !== undefined) ftruncateSync(this.#descriptor, 0)
    this.#size = 0
  }

  /** Gives all of it once, and is gone. */
  async *take(): AsyncGenerator<Buffer> {
    if (this.#descriptor === undefined) return
    try {
      for (let at = 0; at < this.#size; ) {
        const block = Buffer.allocUnsafe(Math.min(blockSize, this.#size - at))
        const read = readSync(this.#descriptor, block, 0, block.length, at)
        if (read === 0) throw new Error('held bytes are fewer than were written')
        at += read
        yield block.subarray(0, read)
      }
    } finally {
      this.close()
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
