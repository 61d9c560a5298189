import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, Failure } from './failure.ts'
import { writeFully } from './files.ts'

const blockSize = 256 * 1024

/** A private file for what memory has no room for; it has no name, so it is gone with the process, however that ends. */
export class NamelessFile {
  readonly #what: string
  #descriptor: number | undefined
  #size = 0

  /** @param what is kept in it, as an error says it */
  constructor(what: string) {
    this.#what = what
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** @throws Failure when there is no room for it */
  append(bytes: Buffer): void {
    try {
      this.#descriptor ??= openNameless()
      writeFully(this.#descriptor, bytes, this.#size)
      this.#size += bytes.length
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const hint = 'make room in the directory for temporary files, or set TMPDIR to another one'
      throw new Failure(exitCodes.fileTrouble, `${this.#what} cannot be kept (${why})`, hint)
    }
  }

  /** All that is in it, in blocks of their own. */
  *blocks(): Generator<Buffer> {
    for (let at = 0; this.#descriptor !== undefined && at < this.#size; ) {
      const block = Buffer.allocUnsafe(Math.min(blockSize, this.#size - at))
      const read = readSync(this.#descriptor, block, 0, block.length, at)
      if (read === 0) throw new Error('a private file is shorter than what was written into it')
      at += read
      yield block.subarray(0, read)
    }
  }

  /** Forgets what came so far. */
  clear(): void {
    if (this.#descriptor !== undefined) ftruncateSync(this.#descriptor, 0)
    this.#size = 0
  }

  /** Gives the room back; what is appended afterwards is in a new file. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
    this.#size = 0
  }
}

function openNameless(): number {
  const directory = mkdtempSync(join(tmpdir(), 'alloc-'))
  try {
    return openSync(join(directory, 'spool'), 'wx+', 0o600)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
