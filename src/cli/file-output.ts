import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'

/** Writes to a file to the last byte; Node's own stream passes over what a disk that fills up did not take. */
export class FileOutput extends Writable {
  readonly #descriptor: number

  constructor(descriptor: number) {
    super({ decodeStrings: true })
    this.#descriptor = descriptor
  }

  override _write(data: Buffer, _encoding: string, done: (error?: Error) => void): void {
    try {
      for (let at = 0; at < data.length; ) at += writeSync(this.#descriptor, data, at)
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
