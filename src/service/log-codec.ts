import { type GivenLog, logBytes } from './given-event.ts'
import type { InputOf } from './journaled-events.ts'
import type { LogLine, Problem } from './log-line.ts'
import type { RunningHash } from './running-hash.ts'

/** Where the reading of a log stands: bytes and lines, from its beginning. */
export type LogPlace = { readonly bytes: number; readonly lines: number }

/** Turns the bytes of one log into lines, piece by piece. */
export interface LineReader<P extends Problem> extends LogPlace {
  push(chunk: Buffer): readonly LogLine<P>[]
  /** The last line, if it lacks its end. */
  finish(): readonly LogLine<P>[]
}

/** What reads logs and the journal's texts; the formats are not the service's business. */
export type LogCodec<P extends Problem> = {
  reader(strict: boolean, from?: LogPlace): LineReader<P>
  readonly inputOf: InputOf
}

/** The lines of a log, a piece's at a time; the hash follows. */
export async function* linesOf<P extends Problem>(
  log: GivenLog,
  reader: LineReader<P>,
  hash: RunningHash,
): AsyncGenerator<readonly LogLine<P>[]> {
  for await (const chunk of logBytes(log)) {
    hash.push(chunk, reader.bytes)
    yield reader.push(chunk)
  }
  hash.push(Buffer.alloc(0), reader.bytes)
  yield reader.finish()
}
