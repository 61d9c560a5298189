import { writeEventRecords } from '../wire/records.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { LockWait } from './lock-wait.ts'
import { openReader } from './open-store.ts'
import { Output } from './output.ts'
import { Pace, shortSteps } from './pace.ts'
import { type ExportArguments, formatAmong } from './replay-options.ts'
import { Spool } from './spool.ts'

/** `alloc export --emitted`: what the journal says was emitted, with the bytes that `replay -o ndjson` prints. */
export async function exportCommand(options: ExportArguments, context: Context): Promise<ExitCode> {
  const { db, since, until } = options
  formatAmong(['ndjson'], 'ndjson', options.output)
  if (!db || db === ':memory:')
    throw new Failure(exitCodes.wrongUse, 'export reads a warehouse: give --db FILE')
  const lock = new LockWait(options.lockTimeout, context.interruption.abort)
  const reader = await openReader(db, lock)
  const output = new Output(context, false)
  const pace = new Pace(shortSteps)
  const spool = new Spool()
  try {
    for (const emitted of reader.emitted(since, until)) {
      writeEventRecords(emitted, '}\n', spool.sink)
      if (spool.hasBlock) await spool.moveTo(output)
      if (pace.isDue()) await pace.rest()
      if (context.interruption.signal) return exitCodes.done
    }
    await spool.moveTo(output)
    return exitCodes.done
  } finally {
    spool.discard()
    reader.close()
  }
}
