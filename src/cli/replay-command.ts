import { visibleText } from '../domain/visible-text.ts'
import { Conditions } from './conditions.ts'
import type { Context } from './context.ts'
import { isKept } from './ending.ts'
import type { ExitCode } from './failure.ts'
import { LockWait } from './lock-wait.ts'
import type { LogSource } from './log-source.ts'
import { inputsOf } from './open-inputs.ts'
import { storeFor } from './open-store.ts'
import { checkRejects, RejectsFile } from './rejects-file.ts'
import type { ReplayArguments } from './replay-options.ts'
import { ReplayRun } from './replay-run.ts'
import { Subscribers } from './subscribers.ts'
import { checkSubscribersFile } from './subscribers-file.ts'

/** `alloc replay`: inputs through the message bus into a store; what came out is printed once it is committed. */
export async function replayCommand(
  paths: readonly string[],
  options: ReplayArguments,
  context: Context,
): Promise<ExitCode> {
  const { db, rejects: rejectsPath } = options
  // All of it is one group: a stream that came while it is open would keep other writers out as long as it likes.
  const isOneGroup = options.commit === Number.POSITIVE_INFINITY && isKept(options)
  const inputs = inputsOf(paths, { ...options, holdsStreams: isOneGroup }, context)
  if (rejectsPath !== undefined) checkRejects(rejectsPath, options, inputs)
  const conditions = await Conditions.of(options, context.interruption.abort)
  if (options.dbFromEnvironment && db !== undefined && !options.dryRun) {
    context.diagnostics.notice(`alloc: writing to ${visibleText(db, Infinity)}, as ALLOC_DB says`)
  }
  const told = await subscribersOf(options, context)
  try {
    return await replayInto(inputs, options, told, conditions)
  } finally {
    await told.subscribers?.end()
    if (told.subscribers) Subscribers.letGo()
  }
}

async function replayInto(
  inputs: readonly LogSource[],
  options: ReplayArguments,
  { context, subscribers }: Told,
  conditions: Conditions,
): Promise<ExitCode> {
  const lock = new LockWait(options.lockTimeout, context.interruption.abort)
  const store = await storeFor(options, lock)
  try {
    const rejects =
      options.rejects === undefined ? undefined : new RejectsFile(options.rejects, options.resume === true)
    try {
      return await new ReplayRun({ store, lock, rejects, subscribers }, options, context, conditions).run(
        inputs,
      )
    } finally {
      rejects?.close()
    }
  } finally {
    store.close()
  }
}

/** The context of a run, and who is told of what it commits. */
type Told = { readonly context: Context; readonly subscribers?: Subscribers }

/** A dry run commits nothing, so nobody is told: it only looks whether the file is there. */
async function subscribersOf({ subscribers, dryRun }: ReplayArguments, context: Context): Promise<Told> {
  if (subscribers === undefined) return { context }
  if (!dryRun) return await Subscribers.load(subscribers, context)
  checkSubscribersFile(subscribers)
  return { context }
}
