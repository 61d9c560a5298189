import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, Failure } from './failure.ts'
import type { Output } from './output.ts'

const memoryLimit = 16 * 1024 * 1024
const blockSize = 256 * 1024

/** Output that waits for its group to be committed: in memory at first, in a private file when it grows. */
export class Spool {
  #text = ''
  #blocks: Buffer[] = []
  #held = 0
  #file: { readonly descriptor: number; size: number } | undefined

  write(text: string): void {
    this.#text += text
    if (this.#text.length >= blockSize) this.#closeBlock()
  }

  /** Gives everything to the output, in order, and is empty. */
  async moveTo(output: Output): Promise<void> {
    this.#closeBlock()
    if (this.#file) {
      for (let at = 0; at < this.#file.size; at += blockSize) {
        const block = Buffer.allocUnsafe(Math.min(blockSize, this.#file.size - at))
        readFully(this.#file.descriptor, block, at)
        await output.write(block)
      }
      this.#file.size = 0
    }
    for (const block of this.#blocks) await output.write(block)
    this.#forgetBlocks()
  }

  discard(): void {
    this.#text = ''
    this.#forgetBlocks()
    if (this.#file) closeSync(this.#file.descriptor)
    this.#file = undefined
  }

  #closeBlock(): void {
    if (this.#text === '') return
    const block = Buffer.from(this.#text)
    this.#text = ''
    this.#blocks.push(block)
    this.#held += block.length
    if (this.#held >= memoryLimit) this.#spill()
  }

  #spill(): void {
    try {
      this.#file ??= { descriptor: openNameless(), size: 0 }
      for (const block of this.#blocks) {
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
    this.#forgetBlocks()
  }

  #forgetBlocks(): void {
    this.#blocks = []
    this.#held = 0
  }
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
