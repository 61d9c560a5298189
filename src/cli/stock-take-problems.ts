import { counted } from '../report/count-text.ts'
import type { Refused } from '../service/log-line.ts'
import type { Correction, StockTakeProblem } from '../service/stock-take.ts'
import type { CountSheet, SheetProblem } from '../wire/count-sheet.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import type { Context } from './context.ts'
import { sheetDiagnostic } from './sheet-diagnostic.ts'
import type { StocktakeArguments } from './stock-options.ts'
import type { StockTakeDesk } from './stock-take-desk.ts'

/** What is wrong or odd about a sheet: what it is refused for, and what only waits for somebody's decision. */
export class StockTakeProblems {
  readonly #desk: Pick<StockTakeDesk, 'problems'>
  readonly #path: string
  readonly #options: StocktakeArguments
  readonly #context: Context
  /** Those of the sheet itself, whatever the book says. */
  #ofSheet = 0
  #errors = 0
  #open = 0

  constructor(
    desk: Pick<StockTakeDesk, 'problems'>,
    path: string,
    options: StocktakeArguments,
    context: Context,
  ) {
    this.#desk = desk
    this.#path = path
    this.#options = options
    this.#context = context
  }

  addOfSheet(problem: SheetProblem): void {
    if (problem.level === 'error') this.#ofSheet++
    this.#add(problem, problem.line)
  }

  add(problem: StockTakeProblem): void {
    this.#add(problem, problem.row?.line)
  }

  /** A correction that is too long for an event, or has too much to move. */
  addRefusal({ line, sku }: Correction, { code, message }: Refused<LineProblem>): void {
    const hint = 'count its batches on several sheets'
    const text = `the counts of ${JSON.stringify(sku)} cannot be applied: ${message}`
    this.#add({ level: 'error', code, message: text, hint, line }, line)
  }

  get areInSheet(): boolean {
    return this.#ofSheet > 0
  }

  /** Whether the sheet is refused. */
  get areErrors(): boolean {
    return this.#errors > 0
  }

  /** Whether there are stale counts, or counts beyond the tolerance, that nobody approved. */
  get areOpen(): boolean {
    return this.#open > 0
  }

  /** Prints them, and what follows from them. @returns whether nothing else is to be done */
  report(sheet: CountSheet): boolean {
    const { diagnostics } = this.#context
    for (const problem of this.#desk.problems.items()) {
      const placed = 'row' in problem && problem.row ? sheet.pointedOut(problem) : problem
      if (!this.#isInTable(placed)) this.#print(placed)
    }
    const isRefused = this.areErrors || (this.areOpen && this.#options.apply === true)
    diagnostics.end()
    if (isRefused) diagnostics.verdict(`${this.#whatIsWrong()}. ${this.#whatIsKept()}`)
    return isRefused
  }

  #add(problem: SheetProblem | StockTakeProblem, line = Number.MAX_SAFE_INTEGER): void {
    if (problem.level === 'error') {
      if (problem.code === 'tolerance' || problem.code === 'stale-count') this.#open++
      else this.#errors++
    }
    this.#desk.problems.add('', line, problem)
  }

  #print(problem: SheetProblem): void {
    const { diagnostic, text } = sheetDiagnostic(this.#path, problem)
    this.#context.diagnostics.report(diagnostic, text)
  }

  /** The table and the sentences under it tell people what is beyond the tolerance. */
  #isInTable({ code }: SheetProblem): boolean {
    const { output = 'human', apply, errors } = this.#options
    return code === 'tolerance' && !this.areErrors && output === 'human' && !apply && errors === 'text'
  }

  #whatIsWrong(): string {
    if (this.areErrors) return `${counted(this.#errors, 'error')} in ${this.#path}`
    return `${counted(this.#open, 'count')} of ${this.#path} ${this.#open === 1 ? 'waits' : 'wait'} for a decision`
  }

  #whatIsKept(): string {
    return this.#options.apply ? `Nothing was written to ${this.#options.db}.` : 'Nothing was written.'
  }
}
