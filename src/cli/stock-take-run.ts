import type { LogLine, Refused } from '../service/log-line.ts'
import { MessageBus } from '../service/message-bus.ts'
import { planStockTake } from '../service/plan-stock-take.ts'
import { Replay, type ReplayListener } from '../service/replay.ts'
import type { Correction, StockBook, StockTakeOptions, StockTakePlan } from '../service/stock-take.ts'
import { effectsOf, type LineEffect } from '../service/stock-take-effects.ts'
import { sha256 } from '../service/stock-take-ids.ts'
import { countResults } from '../service/stock-take-result.ts'
import type { Applied, Store } from '../service/store.ts'
import type { CountSheet } from '../wire/count-sheet.ts'
import { decodeLine } from '../wire/decode.ts'
import { journaledEvent } from '../wire/decode-text.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { stockCountedText } from '../wire/stock-counted.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import type { LockWait } from './lock-wait.ts'
import { Pace, shortSteps } from './pace.ts'
import { planOptions, type StocktakeArguments } from './stock-options.ts'
import { type StockTakeFormat, StockTakePrinter } from './stock-take-printer.ts'
import { StockTakeProblems } from './stock-take-problems.ts'

export type StockTakeParts = {
  readonly sheet: CountSheet
  /** As the user named it. */
  readonly path: string
  /** The name by which places know it. */
  readonly name: string
  /** The warehouse, or a copy to try it on. */
  readonly store: Store & StockBook
  readonly lock: LockWait
  readonly format: StockTakeFormat
}

/** One stock-take: a sheet is compared with the book and run through the message bus; what came of it is kept or not. */
export class StockTakeRun implements ReplayListener<LineProblem> {
  readonly #parts: StockTakeParts
  readonly #options: StocktakeArguments
  readonly #context: Context
  readonly #replay: Replay<LineProblem>
  readonly #pace = new Pace(shortSteps)
  /** What the counts do to order lines, by the batch that they are taken from. */
  readonly #effects = new Map<string, LineEffect[]>()
  #refusal: Refused<LineProblem> | undefined

  constructor(parts: StockTakeParts, options: StocktakeArguments, context: Context) {
    this.#parts = parts
    this.#options = options
    this.#context = context
    const asked = { retryBackorders: false, refusalsAllowed: 0, factOf: journaledEvent }
    this.#replay = new Replay(parts.store, new MessageBus(), asked, this)
  }

  async run(): Promise<ExitCode> {
    const { lock, name, sheet } = this.#parts
    this.#replay.beginInput(name)
    await lock.until(() => this.#replay.begin())
    try {
      const plan = await this.#plan(planOptions(this.#options, sheet))
      const problems = new StockTakeProblems(this.#parts, plan, this.#options, this.#context)
      if (plan.isApplied && !problems.areInSheet) return await this.#print(plan)
      problems.report()
      if (problems.areErrors) return exitCodes.refused
      if (this.#options.apply && problems.areOpen) return exitCodes.conditionNotMet
      for (const [index, correction] of plan.corrections.entries()) {
        if (!this.#take(correction)) return problems.refuse(correction, this.#refusal)
        await this.#rest('counting', index / plan.corrections.length, index)
      }
      if (this.#options.apply) this.#commit(plan)
      const code = await this.#print(plan)
      this.#context.diagnostics.end()
      return problems.areOpen ? exitCodes.conditionNotMet : code
    } finally {
      this.#replay.rollback()
    }
  }

  applied({ chain }: Applied): void {
    for (const effect of effectsOf(chain.emissions)) {
      const known = this.#effects.get(effect.from)
      if (known) known.push(effect)
      else this.#effects.set(effect.from, [effect])
    }
  }

  refused(refused: Refused<LineProblem>): void {
    this.#refusal = refused
  }

  unknownFields(): void {}

  async #plan(options: StockTakeOptions): Promise<StockTakePlan> {
    const { sheet, store } = this.#parts
    const planning = planStockTake(sheet.rows, store, options)
    for (;;) {
      const step = planning.next()
      if (step.done) return step.value
      await this.#rest('comparing', step.value, 0)
    }
  }

  /** Lets signals in, and shows how far it is. */
  async #rest(verb: string, fraction: number, events: number): Promise<void> {
    if (!this.#pace.isDue()) return
    const { progress, interruption } = this.#context
    progress.update(() => ({ verb, input: this.#parts.path, fraction, events, rejected: 0 }))
    await this.#pace.rest()
    interruption.abort.throwIfAborted()
  }

  /** @returns whether it could be handled */
  #take(correction: Correction): boolean {
    const bytes = Buffer.from(stockCountedText(correction))
    const end = bytes.length
    const entry = decodeLine(bytes, 0, end, { strict: false, whole: true })
    const line: LogLine<LineProblem> = {
      ...{ number: correction.line, entry, bytes, start: 0, end },
      ...{ offset: 0, endOffset: end },
    }
    return this.#replay.take(line)
  }

  /** The sheet as a whole is known by what it says, so that it is known again whatever its form. */
  #commit({ corrections, identity }: StockTakePlan): void {
    if (corrections.length === 0) return
    const lines = this.#parts.sheet.rows.length
    this.#replay.endInput({ bytes: Buffer.byteLength(identity), lines, sha256: sha256(identity) })
    this.#replay.commit()
    this.#parts.store.tidy()
  }

  async #print(plan: StockTakePlan): Promise<ExitCode> {
    const results = countResults(plan.counts, this.#effects)
    return await new StockTakePrinter(this.#parts, this.#options, this.#context).print(plan, results)
  }
}
