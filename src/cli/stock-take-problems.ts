import { counted } from '../report/count-text.ts'
import type { Refused } from '../service/log-line.ts'
import type { Correction, StockTakePlan } from '../service/stock-take.ts'
import type { CountSheet, SheetProblem } from '../wire/count-sheet.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import { sheetDiagnostic } from './sheet-diagnostic.ts'
import type { StocktakeArguments } from './stock-options.ts'
import type { StockTakeFormat } from './stock-take-printer.ts'

type Parts = { readonly sheet: CountSheet; readonly path: string; readonly format: StockTakeFormat }

/** What is wrong or odd about a sheet: what it is refused for, and what only needs somebody's decision. */
export class StockTakeProblems {
  readonly #parts: Parts
  readonly #options: StocktakeArguments
  readonly #context: Context
  /** By line; those of no line stand last. */
  readonly #problems: readonly SheetProblem[]
  readonly #errors: number
  readonly #open: number

  constructor(parts: Parts, plan: StockTakePlan, options: StocktakeArguments, context: Context) {
    this.#parts = parts
    this.#options = options
    this.#context = context
    const planned = plan.problems.map(problem =>
      problem.row === undefined ? problem : parts.sheet.pointedOut(problem),
    )
    this.#problems = [...parts.sheet.problems, ...planned].sort(byLine)
    const errors = this.#problems.filter(({ level }) => level === 'error')
    this.#open = errors.filter(isOpen).length
    this.#errors = errors.length - this.#open
  }

  /** Whether the sheet cannot be read as a whole, whatever the book says. */
  get areInSheet(): boolean {
    return this.#parts.sheet.problems.some(({ level }) => level === 'error')
  }

  get areErrors(): boolean {
    return this.#errors > 0
  }

  /** Whether there are stale counts, or counts beyond the tolerance, that nobody approved. */
  get areOpen(): boolean {
    return this.#open > 0
  }

  /** Prints them, and what follows from them if nothing else is done. */
  report(): void {
    const { diagnostics } = this.#context
    for (const problem of this.#problems) if (!this.#isInTable(problem)) this.#print(problem)
    if (this.#errors > 0) this.#verdict(`${counted(this.#errors, 'error')} in ${this.#parts.path}`)
    else if (this.#open > 0 && this.#options.apply) {
      const wait = this.#open === 1 ? 'waits' : 'wait'
      this.#verdict(`${counted(this.#open, 'count')} of ${this.#parts.path} ${wait} for a decision`)
    } else if (this.#open === 0) return
    diagnostics.end()
  }

  /** An event that is too long, or has too much to move. */
  refuse({ line, sku }: Correction, refusal: Refused<LineProblem> | undefined): ExitCode {
    const { code = 'unknown', message = 'it was refused', hint } = refusal ?? {}
    const text = `the counts of ${JSON.stringify(sku)} cannot be applied: ${message}`
    const { diagnostics } = this.#context
    diagnostics.report({ level: 'error', code, message: text, file: this.#parts.path, line, hint })
    this.#verdict(`1 error in ${this.#parts.path}`)
    return exitCodes.refused
  }

  #print(problem: SheetProblem): void {
    const { diagnostic, text } = sheetDiagnostic(this.#parts.path, problem)
    this.#context.diagnostics.report(diagnostic, text)
  }

  /** The table and the sentences under it tell people what is beyond the tolerance. */
  #isInTable({ code }: SheetProblem): boolean {
    if (code !== 'tolerance' || this.#errors > 0) return false
    return this.#parts.format === 'human' && !this.#options.apply && this.#options.errors === 'text'
  }

  #verdict(what: string): void {
    const { apply, db } = this.#options
    const kept = apply ? `Nothing was written to ${db}.` : 'Nothing was written.'
    this.#context.diagnostics.end()
    this.#context.diagnostics.verdict(`${what}. ${kept}`)
  }
}

function isOpen({ code }: SheetProblem): boolean {
  return code === 'tolerance' || code === 'stale-count'
}

function byLine(a: SheetProblem, b: SheetProblem): number {
  return (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER)
}
