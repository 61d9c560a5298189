import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { inputName } from '../service/input-name.ts'
import type { LogLine } from '../service/log-line.ts'
import type { Progress } from '../service/store.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { LogReader } from '../wire/log-reader.ts'
import { exitCodes, Failure } from './failure.ts'
import { fileKind } from './file-kind.ts'

const chunkSize = 256 * 1024

/** One input of a command: a file, or stdin as `-`. */
export class LogSource {
  /** As the user named it. */
  readonly path: string
  readonly #stdin: Readable
  readonly #strict: boolean
  readonly #hash = createHash('sha256')
  /** What the hash does not cover yet, and where that begins in the input. */
  #unhashed: Buffer = Buffer.alloc(0)
  #hashed = 0
  #whole: Progress = { bytes: 0, lines: 0, sha256: '' }

  constructor(path: string, stdin: Readable, strict: boolean) {
    this.path = path
    this.#stdin = stdin
    this.#strict = strict
  }

  /** The name by which ids and origins know it; what is not a regular file is `-`. */
  get name(): string {
    if (this.path === '-' || !fileKind(this.path)?.isFile()) return '-'
    return inputName(basename(this.path))
  }

  /** How far it was read when this line, of those last given, was taken. */
  progressAt({ endOffset, number }: LogLine): Progress {
    this.#hashUpTo(endOffset)
    return { bytes: endOffset, lines: number, sha256: this.#hash.copy().digest('hex') }
  }

  /** How far it was read when all of it was. */
  get wholeProgress(): Progress {
    return this.#whole
  }

  /**
   * Refuses what cannot be read before anything is applied.
   *
   * @throws Failure
   */
  check(database: string | undefined): void {
    if (this.path === '-') return
    const kind = fileKind(this.path)
    if (!kind) throw new Failure(exitCodes.fileTrouble, `there is no file ${this.path}`)
    if (kind.isDirectory()) {
      throw new Failure(
        exitCodes.fileTrouble,
        `${this.path} is a directory`,
        `name the files in it: ${this.path}/*.ndjson`,
      )
    }
    const db = database === undefined ? undefined : fileKind(database)
    if (db && db.dev === kind.dev && db.ino === kind.ino) {
      throw new Failure(
        exitCodes.wrongUse,
        `${this.path} is the database itself`,
        'name the log to replay into it',
      )
    }
  }

  /** The lines, a chunk's at a time. */
  async *lines(): AsyncGenerator<readonly LogLine<LineProblem>[]> {
    const reader = new LogReader({ strict: this.#strict })
    try {
      for await (const chunk of this.#open()) {
        const bytes =
          chunk instanceof Uint8Array
            ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
            : Buffer.from(String(chunk))
        this.#unhashed = bytes
        yield reader.push(bytes)
        this.#hashUpTo(this.#hashed + this.#unhashed.length)
      }
    } catch (error) {
      throw error instanceof Error && 'code' in error && 'syscall' in error
        ? readFailure(this.path, error)
        : error
    }
    yield reader.finish()
    this.#whole = { bytes: reader.bytes, lines: reader.lines, sha256: this.#hash.digest('hex') }
  }

  #hashUpTo(offset: number): void {
    const size = offset - this.#hashed
    this.#hash.update(this.#unhashed.subarray(0, size))
    this.#unhashed = this.#unhashed.subarray(size)
    this.#hashed = offset
  }

  #open(): Readable {
    return this.path === '-' ? this.#stdin : createReadStream(this.path, { highWaterMark: chunkSize })
  }
}

function readFailure(path: string, error: Error): Failure {
  return new Failure(exitCodes.fileTrouble, `${path} cannot be read (${error.message})`)
}
