import type { Hash } from 'node:crypto'
import { fstatSync } from 'node:fs'
import { basename } from 'node:path'
import { counted } from '../report/count-text.ts'
import { inputName } from '../service/input-name.ts'
import type { LogLine } from '../service/log-line.ts'
import { RunningHash } from '../service/running-hash.ts'
import type { Progress } from '../service/store.ts'
import type { DecodeOptions } from '../wire/decoded.ts'
import { decompressed } from '../wire/gunzip.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { LogReader } from '../wire/log-reader.ts'
import { asLog } from '../wire/opening.ts'
import { exitCodes, Failure, fileTrouble } from './failure.ts'
import { databaseFiles, fileKind, isSameFile, missingFile } from './files.ts'
import { bytesOf, heldToItsEnd, type ReadingOptions } from './input-bytes.ts'

export type LogSourceOptions = ReadingOptions & {
  /** How its lines are read. */
  readonly decoding: Omit<DecodeOptions, 'whole'>
  /** Whether a stream is read to its end before anything of it is given, since others wait for what follows. */
  readonly holdsStreams: boolean
}

/** So much of a chunk is decoded at once: lines that wait to be applied outlive the cheap collections of garbage. */
const bytesAtOnce = 32 * 1024

/** Where the reading of an input goes on: behind so many bytes and lines, whose hash is known. */
export type ReadingStart = {
  readonly bytes: number
  readonly lines: number
  readonly hash: Hash
  /** What follows them. */
  readonly content: AsyncIterable<Buffer>
}

/** One input of a command: a file, or stdin as `-`. */
export class LogSource {
  /** As the user named it. */
  readonly path: string
  readonly #options: LogSourceOptions
  #hash = new RunningHash()
  #whole: Progress = { bytes: 0, lines: 0, sha256: '' }
  #size: number | undefined
  #bytesRead = 0
  #isGzip = false

  constructor(path: string, options: LogSourceOptions) {
    this.path = path
    this.#options = options
  }

  /** The name by which ids and origins know it; what is not a regular file is `-`. */
  get name(): string {
    return this.isRegularFile ? inputName(basename(this.path)) : '-'
  }

  /** Whether it can be read again and again. */
  get isRegularFile(): boolean {
    return this.path !== '-' && fileKind(this.path)?.isFile() === true
  }

  /** How far it was read when this line, of those last given, was taken. */
  progressAt({ endOffset, number }: LogLine): Progress {
    return { bytes: endOffset, lines: number, sha256: this.#hash.at(endOffset) }
  }

  /** How far it was read when all of it was. */
  get wholeProgress(): Progress {
    return this.#whole
  }

  /** The same in a sentence. */
  get whatWasRead(): string {
    const { bytes, lines } = this.#whole
    return `alloc: ${this.path} was read: ${counted(lines, 'line')}, ${counted(bytes, 'byte')}`
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
      throw fileTrouble(`${this.path} is a directory`, hint)
    }
    if (kind.isFile()) this.#size = kind.size
    if (database !== undefined) this.#checkNotPartOf(database)
  }

  #checkNotPartOf(database: string): void {
    const own = databaseFiles(database).find(file => this.isFile(file))
    if (own === undefined) return
    const what = own === database ? 'the database itself' : `part of the database ${database}`
    throw new Failure(exitCodes.wrongUse, `${this.path} is ${what}`, 'name the log to replay into it')
  }

  /** Of a directory Node would read nothing, without a word. */
  #checkStdin(): void {
    const { fd } = this.#options.streams.stdin
    if (fd !== undefined && fstatSync(fd).isDirectory())
      throw fileTrouble('stdin is a directory', 'name the files in it: DIRECTORY/*.ndjson')
  }

  /** Whether this is the file at a path, by whatever name. */
  isFile(path: string): boolean {
    return this.path !== '-' && isSameFile(this.path, path)
  }

  /** The part of the file that was read, in bytes as they are on the disk; undefined for what is no file. */
  get fraction(): number | undefined {
    return this.#size === undefined || this.#size === 0 ? undefined : this.#bytesRead / this.#size
  }

  /** Its bytes; of gzip, those of its content. A stream has them once. */
  content(): AsyncGenerator<Buffer> {
    const bytes = bytesOf(this.path, this.#options)
    const held = this.#options.holdsStreams && !this.isRegularFile ? heldToItsEnd(bytes) : bytes
    return decompressed(
      held,
      read => {
        this.#bytesRead = read
      },
      () => {
        this.#isGzip = true
      },
    )
  }

  /** Whether what was read of it was gzip. */
  get isGzip(): boolean {
    return this.#isGzip
  }

  /** The rest of a file that is not compressed. */
  async *contentFrom(offset: number): AsyncGenerator<Buffer> {
    this.#bytesRead = offset
    for await (const bytes of bytesOf(this.path, this.#options, offset)) {
      this.#bytesRead += bytes.length
      yield bytes
    }
  }

  /**
   * The lines, some at a time; of gzip, those of its content.
   *
   * @param start where to go on; left out, at the beginning
   * @throws Failure when it cannot be read
   * @throws CompressedProblem when it is damaged gzip
   * @throws OtherInput when it is no log at all
   */
  async *lines(start?: ReadingStart): AsyncGenerator<readonly LogLine<LineProblem>[]> {
    const reader = new LogReader(this.#options.decoding, start)
    this.#hash = new RunningHash(start?.hash, start?.bytes)
    const content = start?.content ?? this.content()
    for await (const bytes of start && start.bytes > 0 ? content : asLog(content)) {
      for (let at = 0; at < bytes.length; at += bytesAtOnce) {
        const piece = bytes.subarray(at, at + bytesAtOnce)
        this.#hash.push(piece, reader.bytes)
        yield reader.push(piece)
      }
    }
    this.#hash.push(Buffer.alloc(0), reader.bytes)
    yield reader.finish()
    const { bytes, lines } = reader
    this.#whole = { bytes, lines, sha256: this.#hash.at(bytes) }
  }
}
