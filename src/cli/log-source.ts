import { createHash } from 'node:crypto'
import { createReadStream, fstatSync } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { inputName } from '../service/input-name.ts'
import type { LogLine } from '../service/log-line.ts'
import type { Progress } from '../service/store.ts'
import { decompressed } from '../wire/gunzip.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { LogReader } from '../wire/log-reader.ts'
import { asLog } from '../wire/opening.ts'
import { exitCodes, Failure } from './failure.ts'
import { fileKind, isSameFile, missingFile } from './files.ts'
import type { Streams } from './streams.ts'
import { untilAborted } from './until-aborted.ts'

const chunkSize = 256 * 1024

export type LogSourceOptions = {
  readonly stdin: Streams['stdin']
  /** Unknown fields are problems. */
  readonly strict: boolean
  /** Aborted when the reading is to stop. */
  readonly abort: AbortSignal
  /** Is told when stdin is waited for. */
  readonly watch: { waitForStdin(): void; stopWaiting(): void }
}

/** One input of a command: a file, or stdin as `-`. */
export class LogSource {
  /** As the user named it. */
  readonly path: string
  readonly #options: LogSourceOptions
  readonly #hash = createHash('sha256')
  /** What the hash does not cover yet, and where that begins in the input. */
  #unhashed: Buffer = Buffer.alloc(0)
  #hashed = 0
  #whole: Progress = { bytes: 0, lines: 0, sha256: '' }
  #size: number | undefined
  #bytesRead = 0

  constructor(path: string, options: LogSourceOptions) {
    this.path = path
    this.#options = options
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
   * @param database the file of the warehouse, if there is one
   * @throws Failure
   */
  check(database: string | undefined): void {
    if (this.path === '-') {
      this.#checkStdin()
      return
    }
    const kind = fileKind(this.path)
    if (!kind) throw missingFile(this.path)
    if (kind.isDirectory()) {
      const hint = `name the files in it: ${this.path}/*.ndjson`
      throw new Failure(exitCodes.fileTrouble, `${this.path} is a directory`, hint)
    }
    if (kind.isFile()) this.#size = kind.size
    if (database !== undefined) this.#checkNotPartOf(database)
  }

  /** To open such a file would drop SQLite's locks on it. */
  #checkNotPartOf(database: string): void {
    const own = ['', '-wal', '-shm'].find(ending => this.isFile(database + ending))
    if (own === undefined) return
    const what = own === '' ? 'the database itself' : `part of the database ${database}`
    throw new Failure(exitCodes.wrongUse, `${this.path} is ${what}`, 'name the log to replay into it')
  }

  /** Of a directory Node would read nothing, without a word. */
  #checkStdin(): void {
    const { fd } = this.#options.stdin
    if (fd !== undefined && fstatSync(fd).isDirectory())
      throw new Failure(
        exitCodes.fileTrouble,
        'stdin is a directory',
        'name the files in it: DIRECTORY/*.ndjson',
      )
  }

  /** Whether this is the file at a path, by whatever name. */
  isFile(path: string): boolean {
    return this.path !== '-' && isSameFile(this.path, path)
  }

  /** The part of the file that was read, in bytes as they are on the disk; undefined for what is no file. */
  get fraction(): number | undefined {
    return this.#size === undefined || this.#size === 0 ? undefined : this.#bytesRead / this.#size
  }

  /**
   * The lines, a chunk's at a time; of gzip, those of its content.
   *
   * @throws Failure when it cannot be read
   * @throws CompressedProblem when it is damaged gzip
   * @throws OtherInput when it is no log at all
   */
  async *lines(): AsyncGenerator<readonly LogLine<LineProblem>[]> {
    const reader = new LogReader({ strict: this.#options.strict })
    for await (const bytes of asLog(decompressed(this.#chunks(), read => this.#noteRead(read)))) {
      this.#unhashed = bytes
      yield reader.push(bytes)
      this.#hashUpTo(this.#hashed + this.#unhashed.length)
    }
    yield reader.finish()
    this.#whole = { bytes: reader.bytes, lines: reader.lines, sha256: this.#hash.digest('hex') }
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    const { watch, abort } = this.#options
    const stream = this.#open()
    const isStdin = this.path === '-'
    try {
      if (isStdin) watch.waitForStdin()
      for await (const chunk of untilAborted(stream, abort)) {
        if (isStdin) watch.stopWaiting()
        yield chunk instanceof Uint8Array
          ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
          : Buffer.from(String(chunk))
        if (isStdin) watch.waitForStdin()
      }
    } catch (error) {
      throw readFailure(this.path, error)
    } finally {
      if (isStdin) watch.stopWaiting()
    }
  }

  #noteRead(bytes: number): void {
    this.#bytesRead = bytes
  }

  #hashUpTo(offset: number): void {
    const size = offset - this.#hashed
    this.#hash.update(this.#unhashed.subarray(0, size))
    this.#unhashed = this.#unhashed.subarray(size)
    this.#hashed = offset
  }

  #open(): Readable {
    if (this.path === '-') return this.#options.stdin
    return createReadStream(this.path, { highWaterMark: chunkSize })
  }
}

/** A read that a signal cut short stays what it is: whoever asked for it knows of the signal. */
function readFailure(path: string, error: unknown): unknown {
  const isSystemError = error instanceof Error && 'code' in error && 'syscall' in error
  return isSystemError
    ? new Failure(exitCodes.fileTrouble, `${path} cannot be read (${error.message})`)
    : error
}
