import type { Writable } from 'node:stream'
import { exitCodes, Failure } from './failure.ts'

/** A stream to write to with back-pressure, whose errors end the command instead of the process. */
export class Output {
  readonly #stream: Writable
  #error: Error | undefined

  constructor(stream: Writable) {
    this.#stream = stream
    // Every write is told of its own error; without a listener Node would end the process at the first.
    stream.on('error', error => {
      this.#error ??= error
    })
  }

  /** @throws Failure when the reader is gone or the disk is full */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#error) return reject(outputFailure(this.#error))
      this.#stream.write(data, error => (error ? reject(outputFailure(error)) : resolve()))
    })
  }
}

function outputFailure(error: Error & { code?: string }): Failure {
  if (error.code === 'EPIPE') return new Failure(exitCodes.outputClosed, 'the reader of the output is gone')
  return new Failure(exitCodes.fileTrouble, `the output cannot be written (${error.message})`)
}
