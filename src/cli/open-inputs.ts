import type { CloudEventArguments } from './cloudevent-options.ts'
import type { Context } from './context.ts'
import { exitCodes, Failure } from './failure.ts'
import { LogSource } from './log-source.ts'

export type InputOptions = CloudEventArguments & {
  readonly db?: string
  readonly strict?: boolean
  /** Whether stdin and pipes are read to their ends before anything is applied. */
  readonly holdsStreams?: boolean
}

/**
 * The inputs of a command, each of which can be read.
 *
 * @throws Failure when one cannot
 */
export function inputsOf(
  paths: readonly string[],
  { db, strict, holdsStreams = false, ceSource, ceTypePrefix }: InputOptions,
  { streams, interruption, progress }: Context,
): readonly LogSource[] {
  if (db === '') throw new Failure(exitCodes.wrongUse, '--db names no file')
  const options = {
    streams,
    decoding: {
      strict: strict === true,
      ...(ceSource !== undefined && { cloudEventSource: ceSource }),
      ...(ceTypePrefix !== undefined && { cloudEventTypePrefix: ceTypePrefix }),
    },
    holdsStreams,
    abort: interruption.abort,
    watch: progress,
  }
  const inputs = (paths.length > 0 ? paths : ['-']).map(path => new LogSource(path, options))
  for (const input of inputs) input.check(db)
  return inputs
}
