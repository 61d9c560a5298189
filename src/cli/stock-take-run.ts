import type { LogLine, Refused } from '../service/log-line.ts'
import { MessageBus } from '../service/message-bus.ts'
import { Replay, type ReplayListener } from '../service/replay.ts'
import type { Correction, StockBook } from '../service/stock-take.ts'
import { effectsOf, type LineEffect } from '../service/stock-take-effects.ts'
import type { Applied, Store } from '../service/store.ts'
import { type StockTakeOutcome, takeStock } from '../service/take-stock.ts'
import type { CountSheet } from '../wire/count-sheet.ts'
import { decodeLine } from '../wire/decode.ts'
import { journaledEvent } from '../wire/decode-text.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { stockCountedText } from '../wire/stock-counted.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import type { LockWait } from './lock-wait.ts'
import { longSteps, Pace } from './pace.ts'
import { judgement, type StocktakeArguments } from './stock-options.ts'
import type { StockTakeDesk } from './stock-take-desk.ts'
import { StockTakePrinter } from './stock-take-printer.ts'
import type { StockTakeProblems } from './stock-take-problems.ts'

export type StockTakeParts = {
  readonly sheet: CountSheet
  readonly desk: StockTakeDesk
  readonly problems: StockTakeProblems
  /** The sheet as the user named it. */
  readonly path: string
  /** The name by which places know it. */
  readonly name: string
  /** The warehouse, or a copy to try it on. */
  readonly store: Store & StockBook
  readonly lock: LockWait
}

/** One stock-take: a sheet is compared with the book and run through the message bus; what came of it is kept or not. */
export class StockTakeRun implements ReplayListener<LineProblem> {
  readonly #parts: StockTakeParts
  readonly #options: StocktakeArguments
  readonly #context: Context
  readonly #replay: Replay<LineProblem>
  readonly #pace = new Pace(longSteps)
  /** What the correction under way does to order lines. */
  #effects: readonly LineEffect[] = []
  #refusal: Refused<LineProblem> | undefined
  #corrected = 0

  constructor(parts: StockTakeParts, options: StocktakeArguments, context: Context) {
    this.#parts = parts
    this.#options = options
    this.#context = context
    const asked = { retryBackorders: false, refusalsAllowed: 0, factOf: journaledEvent }
    this.#replay = new Replay(parts.store, new MessageBus(), asked, this)
  }

  async run(): Promise<ExitCode> {
    const { lock, name, problems, sheet } = this.#parts
    this.#replay.beginInput(name)
    await lock.until(() => this.#replay.begin())
    try {
      const outcome = await this.#takeStock()
      const isDone = outcome.isApplied && !problems.areInSheet
      if (!isDone && problems.report(sheet)) {
        return problems.areErrors ? exitCodes.refused : exitCodes.conditionNotMet
      }
      if (this.#options.apply) this.#commit(outcome)
      await new StockTakePrinter(this.#parts, this.#options, this.#context).print(outcome)
      return isDone ? exitCodes.done : this.#judge(outcome)
    } finally {
      this.#replay.rollback()
    }
  }

  applied({ chain }: Applied): void {
    this.#effects = effectsOf(chain.emissions)
  }

  refused(refused: Refused<LineProblem>): void {
    this.#refusal = refused
  }

  unknownFields(): void {}

  async #takeStock(): Promise<StockTakeOutcome> {
    const { desk, store, problems } = this.#parts
    const correct = (correction: Correction) => this.#correct(correction)
    const steps = takeStock(
      { ...desk, book: store, correct, tell: problem => problems.add(problem) },
      judgement(this.#options, desk.rows, problems.areInSheet),
    )
    for (;;) {
      const step = steps.next()
      if (step.done) return step.value
      try {
        await this.#rest(step.value)
      } catch (error) {
        // What it is reading can only be closed when it has let go of that.
        steps.throw(error)
        throw error
      }
    }
  }

  /** Lets signals in, and shows how far it is. */
  async #rest(fraction: number): Promise<void> {
    if (!this.#pace.isDue()) return
    const { progress, interruption } = this.#context
    const verb = fraction === 0 ? 'comparing' : 'counting'
    const input = this.#parts.path
    progress.update(() => ({ verb, input, fraction, events: this.#corrected, rejected: 0 }))
    await this.#pace.rest()
    interruption.abort.throwIfAborted()
  }

  /** Behind an error nothing more is tried: it will be taken back anyway. */
  #correct(correction: Correction): readonly LineEffect[] {
    const { problems, desk } = this.#parts
    if (problems.areErrors) return []
    this.#effects = []
    const isTaken = this.#replay.take(lineOf(correction))
    if (!isTaken && this.#refusal) problems.addRefusal(correction, this.#refusal)
    if (this.#options.output === 'ndjson') desk.corrections.add('', ++this.#corrected, correction)
    else this.#corrected++
    return this.#effects
  }

  /** The sheet as a whole is known by what it says, so that it is known again whatever its form. */
  #commit({ corrections, identity }: StockTakeOutcome): void {
    if (corrections === 0) return
    this.#replay.endInput(identity)
    this.#replay.commit()
    this.#parts.store.tidy()
  }

  #judge({ totals }: StockTakeOutcome): ExitCode {
    const differs = totals.adjustments > 0
    if (this.#parts.problems.areOpen || (this.#options.exitCode && differs)) return exitCodes.conditionNotMet
    return exitCodes.done
  }
}

function lineOf(correction: Correction): LogLine<LineProblem> {
  const bytes = Buffer.from(stockCountedText(correction))
  const end = bytes.length
  const entry = decodeLine(bytes, 0, end, { strict: false, whole: true })
  return { number: correction.line, entry, bytes, start: 0, end, offset: 0, endOffset: end }
}
