import type { StateQueries } from '../adapters/sqlite/state-queries.ts'
import type { WarehouseReader } from '../adapters/sqlite/warehouse-reader.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { LockWait } from './lock-wait.ts'
import { openReader } from './open-store.ts'
import { Output } from './output.ts'
import { paced } from './pace.ts'
import type { CommonOptions } from './replay-options.ts'
import { Spool } from './spool.ts'
import { isAbort } from './until-aborted.ts'

/**
 * Prints what a warehouse holds, line by line, as it stands in one moment.
 *
 * @param lines what is printed; undefined now and then, for others to have their turn
 */
export async function listState(
  command: string,
  options: CommonOptions,
  context: Context,
  lines: (state: StateQueries) => Iterable<string | undefined>,
): Promise<ExitCode> {
  const { interruption } = context
  const reader = await warehouseReader(command, options, context)
  const output = new Output(context, false)
  const spool = new Spool()
  try {
    for await (const line of paced(lines(reader.state), interruption.abort)) {
      if (line !== undefined) spool.sink.text(`${line}\n`)
      if (spool.hasBlock) await spool.moveTo(output)
    }
    await spool.moveTo(output)
    return exitCodes.done
  } catch (error) {
    if (interruption.signal && isAbort(error)) return exitCodes.done
    throw reader.explain(error)
  } finally {
    spool.discard()
    reader.close()
  }
}

/** Rows that can be gone through again and again. */
export function repeatable<T>(rows: () => Iterable<T>): Iterable<T> {
  return { [Symbol.iterator]: () => rows()[Symbol.iterator]() }
}

/** @throws Failure when the warehouse does not know a name: an empty listing would hide a slip of the pen */
export function requireKnown(
  what: string,
  names: readonly string[] | undefined,
  isKnown: (name: string) => boolean,
): void {
  const unknown = names?.find(name => !isKnown(name))
  if (unknown === undefined) return
  throw new Failure(exitCodes.refused, `there is no ${what} ${JSON.stringify(unknown)}`, 'check the spelling')
}

async function warehouseReader(
  command: string,
  { db, lockTimeout }: CommonOptions,
  { interruption }: Context,
): Promise<WarehouseReader> {
  if (!db || db === ':memory:')
    throw new Failure(exitCodes.wrongUse, `${command} reads a warehouse: give --db FILE`)
  return await openReader(db, new LockWait(lockTimeout, interruption.abort))
}
