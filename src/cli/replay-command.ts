import { visibleText } from '../domain/visible-text.ts'
import { Conditions } from './conditions.ts'
import type { Context } from './context.ts'
import { isKept } from './ending.ts'
import type { ExitCode } from './failure.ts'
import { LockWait } from './lock-wait.ts'
import { inputsOf } from './open-inputs.ts'
import { storeFor } from './open-store.ts'
import { checkRejects, RejectsFile } from './rejects-file.ts'
import type { ReplayArguments } from './replay-options.ts'
import { ReplayRun } from './replay-run.ts'

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
  const lock = new LockWait(options.lockTimeout, context.interruption.abort)
  const store = await storeFor(options, lock)
  try {
    const rejects =
      rejectsPath === undefined ? undefined : new RejectsFile(rejectsPath, options.resume === true)
    try {
      return await new ReplayRun({ store, lock, rejects }, options, context, conditions).run(inputs)
    } finally {
      rejects?.close()
    }
  } finally {
    store.close()
  }
}
