import { basename } from 'node:path'
import { visibleText } from '../domain/visible-text.ts'
import { inputName } from '../service/input-name.ts'
import { StoreError } from '../service/store-error.ts'
import type { CountSheet } from '../wire/count-sheet.ts'
import { readCountSheet } from '../wire/sheet-reader.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { bytesOf } from './input-bytes.ts'
import { LockWait } from './lock-wait.ts'
import { inputsOf } from './open-inputs.ts'
import { openWarehouse } from './open-store.ts'
import { formatAmong } from './replay-options.ts'
import type { StocktakeArguments } from './stock-options.ts'
import { stockTakeFormats } from './stock-take-printer.ts'
import { StockTakeRun } from './stock-take-run.ts'
import { isAbort } from './until-aborted.ts'

/** `alloc stocktake`: what a count sheet does to a warehouse; a preview, or the corrections themselves. */
export async function stocktakeCommand(
  path: string,
  options: StocktakeArguments,
  context: Context,
): Promise<ExitCode> {
  const { db, apply = false, dbFromEnvironment } = options
  const format = formatAmong(stockTakeFormats, 'human', options.output)
  if (!db || db === ':memory:')
    throw new Failure(exitCodes.wrongUse, 'stocktake compares a sheet with a warehouse: give --db FILE')
  const [source] = inputsOf([path], { db }, context)
  const sheet = await readSheet(path, context)
  if (apply && dbFromEnvironment)
    context.diagnostics.notice(`alloc: writing to ${visibleText(db, Infinity)}, as ALLOC_DB says`)
  const lock = new LockWait(options.lockTimeout, context.interruption.abort)
  const store = await openWarehouse(db, !apply, lock)
  const name = source?.isRegularFile ? inputName(basename(path)) : '-'
  try {
    return await new StockTakeRun({ sheet, path, name, store, lock, format }, options, context).run()
  } catch (error) {
    const { signal } = context.interruption
    if (!signal || !isAbort(error)) throw withOwnHint(store.explain(error))
    context.diagnostics.verdict(`ended by ${signal}. Nothing was written to ${db}.`)
    return exitCodes.done
  } finally {
    store.close()
  }
}

async function readSheet(path: string, { streams, interruption, progress }: Context): Promise<CountSheet> {
  const options = { stdin: streams.stdin, abort: interruption.abort, watch: progress }
  return await readCountSheet(bytesOf(path, options))
}

/** What of a sheet was applied is passed over, so there is nothing to resume. */
function withOwnHint(error: unknown): unknown {
  if (!(error instanceof StoreError) || !error.isOutcomeUnknown) return error
  const hint = 'run the command again: it finds out'
  return new StoreError(error.message, { hint, cause: error, isOutcomeUnknown: true })
}
