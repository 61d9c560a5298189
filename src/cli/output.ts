import type { Writable } from 'node:stream'
import type { Context } from './context.ts'
import { exitCodes, Failure } from './failure.ts'
import type { StatusLine } from './status-line.ts'

/** A stream to write to with back-pressure, whose errors end the command instead of the process. */
export class Output {
  readonly #stream: Writable
  readonly #writesDatabase: boolean
  readonly #abort: AbortSignal
  /** The moving line, if the output goes to the same terminal. */
  readonly #status: StatusLine | undefined
  #error: Error | undefined

  /** @param writesDatabase whether the command has work to lose; if not, a reader who leaves early is no trouble */
  constructor(
    { streams, status, interruption }: Pick<Context, 'streams' | 'status' | 'interruption'>,
    writesDatabase: boolean,
  ) {
    const stream = streams.stdout
    this.#stream = stream
    this.#abort = interruption.abort
    this.#status = streams.stdout.isTTY === true ? status : undefined
    this.#writesDatabase = writesDatabase
    // Every write is told of its own error; without a listener Node would end the process at the first.
    stream.on('error', error => {
      this.#error ??= error
    })
  }

  /** @throws Failure when the reader is gone or the disk is full */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#status?.clear()
      if (this.#error) return reject(this.#failure(this.#error))
      const isTaken = this.#unlessStuck(reject)
      this.#stream.write(data, error => {
        isTaken()
        if (error) reject(this.#failure(error))
        else resolve()
      })
    })
  }

  /** After a signal nobody waits long for a reader who takes nothing. @returns what to call when it was taken */
  #unlessStuck(giveUp: (failure: Failure) => void): () => void {
    let timer: NodeJS.Timeout | undefined
    const begin = () => {
      timer = setTimeout(
        () => giveUp(new Failure(exitCodes.outputClosed, 'the reader of the output does not take it')),
        patience,
      )
    }
    if (this.#abort.aborted) begin()
    else this.#abort.addEventListener('abort', begin, { once: true })
    return () => {
      clearTimeout(timer)
      this.#abort.removeEventListener('abort', begin)
    }
  }

  #failure(error: Error & { code?: string }): Failure {
    if (error.code !== 'EPIPE')
      return new Failure(exitCodes.fileTrouble, `the output cannot be written (${error.message})`)
    const exitCode = this.#writesDatabase ? exitCodes.outputClosed : exitCodes.done
    return new Failure(exitCode, 'the reader of the output is gone')
  }
}

/** In milliseconds. */
const patience = 300
