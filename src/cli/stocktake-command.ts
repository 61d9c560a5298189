import { basename } from 'node:path'
import { visibleText } from '../domain/visible-text.ts'
import { inputName } from '../service/input-name.ts'
import { StoreError } from '../service/store-error.ts'
import { readCountSheet } from '../wire/sheet-reader.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { fileKind } from './files.ts'
import { bytesOf } from './input-bytes.ts'
import { LockWait } from './lock-wait.ts'
import { inputsOf } from './open-inputs.ts'
import { openWarehouse } from './open-store.ts'
import type { Progress } from './progress.ts'
import type { StocktakeArguments } from './stock-options.ts'
import { type StockTakeDesk, stockTakeDesk } from './stock-take-desk.ts'
import { stockTakeFormat } from './stock-take-printer.ts'
import { StockTakeProblems } from './stock-take-problems.ts'
import { StockTakeRun } from './stock-take-run.ts'
import { isAbort } from './until-aborted.ts'

/** `alloc stocktake`: what a count sheet does to a warehouse; a preview, or the corrections themselves. */
export async function stocktakeCommand(
  path: string,
  options: StocktakeArguments,
  context: Context,
): Promise<ExitCode> {
  const { db, apply, dbFromEnvironment } = options
  stockTakeFormat(options)
  if (!db || db === ':memory:')
    throw new Failure(exitCodes.wrongUse, 'stocktake compares a sheet with a warehouse: give --db FILE')
  const [source] = inputsOf([path], { db }, context)
  const name = source?.isRegularFile ? inputName(basename(path)) : '-'
  if (apply && dbFromEnvironment)
    context.diagnostics.notice(`alloc: writing to ${visibleText(db, Infinity)}, as ALLOC_DB says`)
  const desk = await stockTakeDesk()
  try {
    return await takeStockOf({ path, name, db }, desk, options, context)
  } catch (error) {
    const { signal } = context.interruption
    if (!signal || !isAbort(error)) throw error
    context.diagnostics.verdict(`ended by ${signal}. Nothing was written${apply ? ` to ${db}` : ''}.`)
    return exitCodes.done
  } finally {
    desk.close()
  }
}

type Names = { readonly path: string; readonly name: string; readonly db: string }

async function takeStockOf(
  { path, name, db }: Names,
  desk: StockTakeDesk,
  options: StocktakeArguments,
  context: Context,
): Promise<ExitCode> {
  const { streams, interruption, progress } = context
  const problems = new StockTakeProblems(desk, path, options, context)
  const bytes = bytesOf(path, { streams, abort: interruption.abort, watch: progress })
  const sheet = await readCountSheet(shown(bytes, path, progress), {
    row: row => desk.rows.add(row.ref, row.line, row),
    problem: problem => problems.addOfSheet(problem),
  })
  const lock = new LockWait(options.lockTimeout, interruption.abort)
  const store = await openWarehouse(db, !options.apply, lock)
  try {
    return await new StockTakeRun({ sheet, desk, problems, path, name, store, lock }, options, context).run()
  } catch (error) {
    throw withOwnHint(store.explain(error))
  } finally {
    store.close()
  }
}

/** Shows how much of a sheet was read. */
async function* shown(
  chunks: AsyncIterable<Buffer>,
  path: string,
  progress: Progress,
): AsyncGenerator<Buffer> {
  const size = fileKind(path)?.size
  let read = 0
  for await (const chunk of chunks) {
    yield chunk
    read += chunk.length
    const fraction = path === '-' || !size ? undefined : read / size
    progress.update(() => ({ verb: 'reading', input: path, fraction, events: 0, rejected: 0 }))
  }
}

/** What of a sheet was applied is passed over, so there is nothing to resume. */
function withOwnHint(error: unknown): unknown {
  if (!(error instanceof StoreError) || !error.isOutcomeUnknown) return error
  const hint = 'run the command again: it finds out'
  return new StoreError(error.message, { hint, cause: error, isOutcomeUnknown: true })
}
