import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs'
import { writeFully } from '../adapters/files/write-fully.ts'
import { exitCodes, Failure, fileTrouble } from './failure.ts'
import { databaseFiles, fileKind, isSameFile } from './files.ts'
import type { LogSource } from './log-source.ts'
import type { ReplayArguments } from './replay-options.ts'
import { Spool } from './spool.ts'

/**
 * Refuses a file of rejects that would destroy something else.
 *
 * @throws Failure
 */
export function checkRejects(
  path: string,
  { onError, db }: Pick<ReplayArguments, 'onError' | 'db'>,
  inputs: readonly LogSource[],
): void {
  if (onError !== 'skip')
    throw new Failure(exitCodes.wrongUse, '--rejects needs --on-error skip: without it no event is left out')
  if (inputs.some(input => input.isFile(path)))
    throw new Failure(exitCodes.wrongUse, `${path} is an input, so no rejects are written to it`)
  if (db !== undefined && databaseFiles(db).some(file => isSameFile(path, file)))
    throw new Failure(exitCodes.wrongUse, `${path} is the database, so no rejects are written to it`)
}

/** The file of refused events: whole lines, and after each group all that were refused up to its end. */
export class RejectsFile {
  readonly path: string
  readonly #waiting = new Spool()
  readonly #descriptor: number
  #written = 0
  /** So many of the bytes written are whole lines. */
  #wholeLines = 0

  /**
   * @param anew whether what is in the file stands in the database, too, and is written from there
   * @throws Failure when there is something else in the file already, or it cannot be written
   */
  constructor(path: string, anew: boolean) {
    this.path = path
    const kind = fileKind(path)
    if (!anew && kind?.isFile() && kind.size > 0) {
      const hint = 'name a new file, or take this one away'
      throw new Failure(exitCodes.wrongUse, `${path} is not empty, and its rejects would be lost`, hint)
    }
    this.#descriptor = this.#guarded(() => openSync(path, anew ? 'w' : 'a', 0o600))
  }

  write(record: string): void {
    this.#waiting.sink.text(`${record}\n`)
  }

  /** Writes what waits. */
  async save(): Promise<void> {
    if (this.#waiting.isEmpty) return
    await this.#waiting.moveTo({ write: async data => this.#append(data) })
    if (fstatSync(this.#descriptor).isFile()) this.#guarded(() => fsyncSync(this.#descriptor))
  }

  close(): void {
    this.#waiting.discard()
    closeSync(this.#descriptor)
  }

  /** A line that could not be written to its end is taken back. */
  #append(data: Buffer): void {
    this.#guarded(() => {
      try {
        writeFully(this.#descriptor, data)
      } catch (error) {
        if (fstatSync(this.#descriptor).isFile()) ftruncateSync(this.#descriptor, this.#wholeLines)
        throw error
      }
      const lineEnd = data.lastIndexOf(newline)
      if (lineEnd >= 0) this.#wholeLines = this.#written + lineEnd + 1
      this.#written += data.length
    })
  }

  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw fileTrouble(`the rejects cannot be written to ${this.path} (${why})`)
    }
  }
}

const newline = 0x0a
