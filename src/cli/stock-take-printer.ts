import { stockTakeSummary } from '../report/stock-take-summary.ts'
import { varianceTable } from '../report/variance-table.ts'
import type { StockTakePlan } from '../service/stock-take.ts'
import { type CountResult, type StockTakeTotals, totalsOf } from '../service/stock-take-result.ts'
import { stockCountedText } from '../wire/stock-counted.ts'
import { stockTakeCsv, stockTakeDocument } from '../wire/stock-take-records.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import { mapped } from './mapped.ts'
import { Output } from './output.ts'
import { paced } from './pace.ts'
import { commandText } from './shell-words.ts'
import { Spool } from './spool.ts'
import type { StocktakeArguments } from './stock-options.ts'

export const stockTakeFormats = ['human', 'ndjson', 'json', 'csv'] as const
export type StockTakeFormat = (typeof stockTakeFormats)[number]

type Parts = { readonly path: string; readonly format: StockTakeFormat }

/** Prints how a stock-take came out. */
export class StockTakePrinter {
  readonly #parts: Parts
  readonly #options: StocktakeArguments
  readonly #context: Context

  constructor(parts: Parts, options: StocktakeArguments, context: Context) {
    this.#parts = parts
    this.#options = options
    this.#context = context
  }

  /** @returns the exit code, as far as what was found decides it */
  async print(plan: StockTakePlan, results: readonly CountResult[]): Promise<ExitCode> {
    const { interruption } = this.#context
    const totals = totalsOf(results)
    const output = new Output(this.#context, this.#options.apply === true && plan.corrections.length > 0)
    const spool = new Spool()
    try {
      // What was written is printed, whatever signal comes.
      const abort = this.#options.apply ? neverAborted : interruption.abort
      for await (const line of paced(this.#lines(plan, results, totals), abort)) {
        if (line !== undefined) spool.sink.text(`${line}\n`)
        if (spool.hasBlock) await spool.moveTo(output)
      }
      await spool.moveTo(output)
    } finally {
      spool.discard()
    }
    const differs = this.#options.exitCode === true && totals.adjustments + totals.stale.length > 0
    return differs ? exitCodes.conditionNotMet : exitCodes.done
  }

  #lines(
    plan: StockTakePlan,
    results: readonly CountResult[],
    totals: StockTakeTotals,
  ): Iterable<string | undefined> {
    const { db = '', apply = false } = this.#options
    const committed = apply && plan.corrections.length > 0
    switch (this.#parts.format) {
      case 'human':
        return this.#text(plan, results, totals)
      case 'csv':
        return stockTakeCsv(results)
      case 'json':
        return stockTakeDocument(results, { totals, sheet: this.#parts.path, committed, db })
      case 'ndjson':
        // What waits for a decision is no correction yet, and the others would hide that.
        return totals.unapproved.length + totals.stale.length > 0
          ? []
          : mapped(plan.corrections, stockCountedText)
    }
  }

  *#text(
    plan: StockTakePlan,
    results: readonly CountResult[],
    totals: StockTakeTotals,
  ): Generator<string | undefined> {
    const { apply = false, tolerance } = this.#options
    if (plan.isApplied) {
      yield 'This sheet was applied before; there is nothing left to do.'
      return
    }
    yield* varianceTable(results)
    yield ''
    yield* stockTakeSummary(totals, { hasTolerance: tolerance.length > 0, isApplied: apply })
    yield* this.#whatNow(plan)
  }

  *#whatNow({ corrections }: StockTakePlan): Generator<string> {
    const { apply = false, db } = this.#options
    if (corrections.length === 0) {
      yield apply ? 'There was nothing to apply.' : 'Preview only; there is nothing to apply.'
      return
    }
    if (apply) {
      yield `Applied to ${db}.`
      return
    }
    const stdin = this.#parts.path === '-' ? ', with the same sheet on stdin' : ''
    yield `Preview only; nothing was written. To apply${stdin}:`
    yield `  ${this.#applyCommand()}`
  }

  /** The command that was given, with `--apply`. */
  #applyCommand(): string {
    const { args } = this.#context
    const { db, dbFromEnvironment } = this.#options
    const end = args.indexOf('--')
    const [options, operands] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end)]
    const warehouse = dbFromEnvironment && db !== undefined ? ['--db', db] : []
    return commandText([...options, ...warehouse, '--apply', ...operands])
  }
}

const neverAborted = new AbortController().signal
