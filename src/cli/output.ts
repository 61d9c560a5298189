import type { Writable } from 'node:stream'
import type { Context } from './context.ts'
import { exitCodes, Failure } from './failure.ts'
import type { StatusLine } from './status-line.ts'

/** A stream to write to with back-pressure, whose errors end the command instead of the process. */
export class Output {
  readonly #stream: Writable
  readonly #writesDatabase: boolean
  /** The moving line, if the output goes to the same terminal. */
  readonly #status: StatusLine | undefined
  #error: Error | undefined

  /** @param writesDatabase whether the command has work to lose; if not, a reader who leaves early is no trouble */
  constructor({ streams, status }: Pick<Context, 'streams' | 'status'>, writesDatabase: boolean) {
    const stream = streams.stdout
    this.#stream = stream
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
      this.#stream.write(data, error => (error ? reject(this.#failure(error)) : resolve()))
    })
  }

  #failure(error: Error & { code?: string }): Failure {
    if (error.code !== 'EPIPE')
      return new Failure(exitCodes.fileTrouble, `the output cannot be written (${error.message})`)
    const exitCode = this.#writesDatabase ? exitCodes.outputClosed : exitCodes.done
    return new Failure(exitCode, 'the reader of the output is gone')
  }
}
