import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, Failure } from './failure.ts'
import type { Output } from './output.ts'

const memoryLimit = 16 * 1024 * 1024
const blockSize = 256 * 1024

/** So many characters are encoded at once. */
const pieceLength = 32 * 1024

/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const bytesPerUnit = 3

/** Output that waits for its group to be committed: in memory at first, in a private file when it grows. */
export class Spool {
  /** Blocks are used again and again: fresh memory for each would cost more than filling it. */
  readonly #blocks: Buffer[] = [Buffer.allocUnsafe(blockSize)]
  /** What is not encoded yet: many short texts are encoded faster at once than one by one. */
  #text = ''
  /** The block that is being filled, and how far; those before it are full to what `#ends` says. */
  #current = 0
  #filled = 0
  readonly #ends: number[] = []
  #file: { readonly descriptor: number; size: number } | undefined

  write(text: string): void {
    this.#text += text
    if (this.#text.length >= pieceLength) this.#encode()
  }

  /** Gives everything to the output, in order, and is empty. */
  async moveTo(output: Output): Promise<void> {
    this.#encode()
    const block = Buffer.allocUnsafe(blockSize)
    for (let at = 0; this.#file && at < this.#file.size; at += blockSize) {
      const part = block.subarray(0, Math.min(blockSize, this.#file.size - at))
      readFully(this.#file.descriptor, part, at)
      await output.write(part)
    }
    for (const held of this.#held()) await output.write(held)
    this.discard()
  }

  discard(): void {
    this.#empty()
    if (this.#file) closeSync(this.#file.descriptor)
    this.#file = undefined
  }

  #encode(): void {
    const text = this.#text
    this.#text = ''
    for (let at = 0; at < text.length; ) {
      const part = text.slice(at, cutAt(text, at + pieceLength))
      at += part.length
      if (part.length * bytesPerUnit > blockSize - this.#filled) this.#nextBlock()
      const block = this.#blocks[this.#current]
      if (block) this.#filled += block.write(part, this.#filled)
    }
  }

  #nextBlock(): void {
    this.#ends[this.#current] = this.#filled
    this.#current++
    this.#filled = 0
    if (this.#current * blockSize >= memoryLimit) this.#spill()
    this.#blocks[this.#current] ??= Buffer.allocUnsafe(blockSize)
  }

  #held(): Buffer[] {
    const full = this.#blocks
      .slice(0, this.#current)
      .map((block, index) => block.subarray(0, this.#ends[index]))
    const last = this.#blocks[this.#current]?.subarray(0, this.#filled)
    return last && last.length > 0 ? [...full, last] : full
  }

  #spill(): void {
    try {
      this.#file ??= { descriptor: openNameless(), size: 0 }
      for (const block of this.#held()) {
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
    this.#text = ''
    this.#current = 0
    this.#filled = 0
  }
}

/** Before the second half of a surrogate pair there is no place to cut. */
function cutAt(text: string, at: number): number {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at
}

const spoolHint = 'make room in the directory for temporary files, or set TMPDIR to another one'

/** A file without a name: it is gone with the process, however that ends. */
function openNameless(): number {
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
