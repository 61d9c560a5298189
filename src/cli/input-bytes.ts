import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { NamelessFile } from '../adapters/files/nameless-file.ts'
import { fileTrouble } from './failure.ts'
import type { Streams } from './streams.ts'
import { untilAborted } from './until-aborted.ts'

const chunkSize = 256 * 1024

export type ReadingOptions = {
  readonly streams: Pick<Streams, 'stdin'>
  /** Aborted when the reading is to stop. */
  readonly abort: AbortSignal
  /** Is told when stdin is waited for. */
  readonly watch: { waitForStdin(): void; stopWaiting(): void }
}

/**
 * The bytes of an input as they are on the disk.
 *
 * @param path a file, or `-`
 * @param from how many bytes of a file are left out
 * @throws Failure when it cannot be read
 */
export async function* bytesOf(path: string, options: ReadingOptions, from = 0): AsyncGenerator<Buffer> {
  const isStdin = path === '-'
  const stream = isStdin
    ? options.streams.stdin
    : createReadStream(path, { highWaterMark: chunkSize, ...startAt(from) })
  try {
    if (isStdin) options.watch.waitForStdin()
    for await (const chunk of untilAborted(stream, options.abort)) {
      if (isStdin) options.watch.stopWaiting()
      yield chunk instanceof Uint8Array
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
        : Buffer.from(String(chunk))
      if (isStdin) options.watch.waitForStdin()
    }
  } catch (error) {
    throw readFailure(path, error)
  } finally {
    if (isStdin) options.watch.stopWaiting()
  }
}

/** Only files have places: a pipe that is given one cannot be read. */
function startAt(offset: number): { readonly start?: number } {
  return offset === 0 ? {} : { start: offset }
}

/** What is kept of a stream, as an error says it. */
export const waitingInput = 'input that waits for its turn'

/** Takes a whole stream into a private file before it gives any of it. */
export async function* heldToItsEnd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const held = new NamelessFile(waitingInput, fileTrouble)
  try {
    for await (const chunk of chunks) held.append(chunk)
    yield* held.blocks()
  } finally {
    held.close()
  }
}

/** Whether a file begins like gzip. */
export function looksLikeGzip(path: string): boolean {
  const opening = Buffer.alloc(2)
  try {
    const descriptor = openSync(path, 'r')
    try {
      readSync(descriptor, opening, 0, 2, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw readFailure(path, error)
  }
  return opening[0] === 0x1f && opening[1] === 0x8b
}

/** What follows the first bytes. */
export async function* behind(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}

/** A read that a signal cut short stays what it is: whoever asked for it knows of the signal. */
function readFailure(path: string, error: unknown): unknown {
  const isSystemError = error instanceof Error && 'code' in error && 'syscall' in error
  return isSystemError ? fileTrouble(`${path} cannot be read (${error.message})`) : error
}
