import { stockTakeSummary } from '../report/stock-take-summary.ts'
import { varianceTable } from '../report/variance-table.ts'
import type { CountResult } from '../service/stock-take.ts'
import type { StockTakeOutcome } from '../service/take-stock.ts'
import { stockCountedText } from '../wire/stock-counted.ts'
import { stockTakeCsv, stockTakeDocument } from '../wire/stock-take-records.ts'
import type { Context } from './context.ts'
import { mapped } from './mapped.ts'
import { Output } from './output.ts'
import { paced } from './pace.ts'
import { formatAmong } from './replay-options.ts'
import { commandText } from './shell-words.ts'
import { Spool } from './spool.ts'
import { repeatable } from './state-listing.ts'
import type { StocktakeArguments } from './stock-options.ts'
import type { StockTakeDesk } from './stock-take-desk.ts'

/** The output format that a stock-take was asked for. */
export function stockTakeFormat({ output }: Pick<StocktakeArguments, 'output'>) {
  return formatAmong(['human', 'ndjson', 'json', 'csv'], 'human', output)
}

type Parts = { readonly path: string; readonly desk: Pick<StockTakeDesk, 'counts' | 'corrections'> }

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

  async print(outcome: StockTakeOutcome): Promise<void> {
    const { interruption } = this.#context
    const isWritten = this.#options.apply === true && outcome.corrections > 0
    const output = new Output(this.#context, isWritten)
    const spool = new Spool()
    // What was written is told, whatever signal comes.
    const abort = isWritten ? new AbortController().signal : interruption.abort
    try {
      for await (const line of paced(this.#lines(outcome, isWritten), abort)) {
        if (line !== undefined) spool.sink.text(`${line}\n`)
        if (spool.hasBlock) await spool.moveTo(output)
      }
      await spool.moveTo(output)
    } catch (error) {
      if (isWritten) this.#context.diagnostics.verdict(`the counts were applied to ${this.#options.db}`)
      throw error
    } finally {
      spool.discard()
    }
  }

  #lines(outcome: StockTakeOutcome, committed: boolean): Iterable<string | undefined> {
    const { path: sheet, desk } = this.#parts
    const { db = '' } = this.#options
    const { totals } = outcome
    const counts = repeatable(() => desk.counts.items())
    switch (stockTakeFormat(this.#options)) {
      case 'human':
        return this.#text(outcome, counts)
      case 'csv':
        return stockTakeCsv(counts)
      case 'json':
        return stockTakeDocument(counts, { totals, sheet, committed, db })
      case 'ndjson':
        // What waits for a decision is no correction yet, and the others would hide that.
        return totals.unapproved.count + totals.stale.count > 0
          ? []
          : mapped(desk.corrections.items(), stockCountedText)
    }
  }

  *#text(outcome: StockTakeOutcome, counts: Iterable<CountResult>): Generator<string | undefined> {
    const { apply: isApplied = false, tolerance } = this.#options
    if (outcome.isApplied) {
      yield 'This sheet was applied before; there is nothing left to do.'
      return
    }
    yield* varianceTable(counts)
    yield ''
    yield* stockTakeSummary(outcome.totals, { hasTolerance: tolerance.length > 0, isApplied })
    yield* this.#whatNow(outcome)
  }

  *#whatNow({ corrections }: StockTakeOutcome): Generator<string> {
    const { apply = false, db } = this.#options
    if (corrections === 0) {
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
