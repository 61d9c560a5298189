import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFully } from './write-fully.ts'

const blockSize = 256 * 1024

/** Makes the error that says that there is no room. */
export type Trouble = (message: string, hint: string) => Error

/** A private file for what memory has no room for; it has no name, so it is gone with the process, however that ends. */
export class NamelessFile {
  readonly #what: string
  readonly #trouble: Trouble
  #descriptor: number | undefined
  #size = 0

  /** @param what is kept in it, as an error says it */
  constructor(what: string, trouble: Trouble) {
    this.#what = what
    this.#trouble = trouble
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** @throws whatever `trouble` makes, when there is no room for it */
  append(bytes: Uint8Array): void {
    try {
      this.#descriptor ??= openNameless()
      writeFully(this.#descriptor, bytes, this.#size)
      this.#size += bytes.length
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const hint = 'make room in the directory for temporary files, or set TMPDIR to another one'
      throw this.#trouble(`${this.#what} cannot be kept (${why})`, hint)
    }
  }

  /** All that is in it, in blocks of their own. */
  *blocks(): Generator<Buffer> {
    for (let at = 0; at < this.#size; ) {
      const block = this.read(at, Math.min(blockSize, this.#size - at))
      at += block.length
      yield block
    }
  }

  /** Some of the bytes that are in it. */
  read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    for (let filled = 0; filled < length; ) {
      const read =
        this.#descriptor === undefined
          ? 0
          : readSync(this.#descriptor, bytes, filled, length - filled, at + filled)
      if (read === 0) throw new Error('a private file is shorter than what was written into it')
      filled += read
    }
    return bytes
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
