import { fstatSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { writeFully } from '../adapters/files/write-fully.ts'
import type { Context } from './context.ts'
import { elapsed } from './elapsed.ts'
import { exitCodes, Failure, fileTrouble } from './failure.ts'
import { Pace, shortSteps } from './pace.ts'
import type { StatusLine } from './status-line.ts'

/** A stream to write to with back-pressure, whose errors end the command instead of the process. */
export class Output {
  readonly #stream: Writable
  /** Where it leads to a file. */
  readonly #descriptor: number | undefined
  readonly #writesDatabase: boolean
  readonly #abort: AbortSignal
  /** The moving line, if the output goes to the same terminal. */
  readonly #status: StatusLine | undefined
  readonly #pace = new Pace(shortSteps)
  #error: Error | undefined
  /** When nobody waits for the reader any more. */
  #deadline: number | undefined

  /** @param writesDatabase whether the command has work to lose; if not, a reader who leaves early is no trouble */
  constructor(
    { streams, status, interruption }: Pick<Context, 'streams' | 'status' | 'interruption'>,
    writesDatabase: boolean,
  ) {
    const stream = streams.stdout
    this.#stream = stream
    this.#descriptor = fileDescriptor(stream)
    this.#abort = interruption.abort
    this.#status = streams.stdout.isTTY === true ? status : undefined
    this.#writesDatabase = writesDatabase
    // Every write is told of its own error; without a listener Node would end the process at the first.
    stream.on('error', error => {
      this.#error ??= error
    })
  }

  /** @throws Failure when the reader is gone or the disk is full */
  async write(data: string | Uint8Array): Promise<void> {
    this.#status?.clear()
    if (this.#error) throw this.#failure(this.#error)
    if (this.#abort.aborted && this.#patience() <= 0) throw notTaken()
    if (this.#descriptor === undefined) return await this.#writeStream(data)
    this.#writeFile(this.#descriptor, typeof data === 'string' ? Buffer.from(data) : data)
    if (this.#pace.isDue()) await this.#pace.rest()
  }

  #writeStream(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const isTaken = this.#unlessStuck(reject)
      this.#stream.write(data, error => {
        isTaken()
        if (error) reject(this.#failure(error))
        else resolve()
      })
    })
  }

  /** A disk that is almost full takes a part of a write, which Node's own stream would pass for the whole. */
  #writeFile(descriptor: number, data: Uint8Array): void {
    try {
      writeFully(descriptor, data)
    } catch (error) {
      throw error instanceof Error ? this.#failure(error) : error
    }
  }

  /** After a signal nobody waits long for a reader who takes nothing. @returns what to call when it was taken */
  #unlessStuck(giveUp: (failure: Failure) => void): () => void {
    let timer: NodeJS.Timeout | undefined
    const begin = () => {
      timer = setTimeout(() => giveUp(notTaken()), this.#patience())
    }
    if (this.#abort.aborted) begin()
    else this.#abort.addEventListener('abort', begin, { once: true })
    return () => {
      clearTimeout(timer)
      this.#abort.removeEventListener('abort', begin)
    }
  }

  /** How long the reader may still take, all in all, once a signal came; in milliseconds. */
  #patience(): number {
    const now = elapsed()
    this.#deadline ??= now + patience
    return this.#deadline - now
  }

  #failure(error: Error & { code?: string }): Failure {
    if (error.code !== 'EPIPE') return fileTrouble(`the output cannot be written (${error.message})`)
    const exitCode = this.#writesDatabase ? exitCodes.outputClosed : exitCodes.done
    return new Failure(exitCode, 'the reader of the output is gone')
  }
}

/** In milliseconds. */
const patience = 250

function notTaken(): Failure {
  return new Failure(exitCodes.outputClosed, 'the reader of the output did not take all of it in time')
}

function fileDescriptor(stream: Writable & { readonly fd?: number; readonly isTTY?: boolean }) {
  if (stream.fd === undefined || stream.isTTY) return undefined
  const kind = fstatSync(stream.fd)
  return kind.isFIFO() || kind.isSocket() ? undefined : stream.fd
}
