import type { Context } from './context.ts'
import type { LogSource } from './log-source.ts'
import type { Pace } from './pace.ts'
import { untilDrained } from './streams.ts'

/** What is shown of a command that reads an input. */
export type Reading = {
  readonly verb: string
  readonly input: LogSource
  readonly events: number
  readonly rejected: number
}

/** Lets signals in, shows how far it is, and waits for whoever reads the diagnostics. */
export async function rest(
  { verb, input, events, rejected }: Reading,
  pace: Pace,
  { progress, streams, interruption }: Context,
): Promise<void> {
  progress.update(() => ({ verb, input: input.path, fraction: input.fraction, events, rejected }))
  await untilDrained(streams.stderr, interruption.abort)
  await pace.rest()
}
