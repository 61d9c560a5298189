import type { Diagnostic } from '../report/diagnostic.ts'
import type { LogLine } from '../service/log-line.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { lineText, unknownFieldWarning } from './refusal-diagnostic.ts'

/** So many names are remembered. */
const limit = 1_000

/** Warns of each unknown field once; of those behind the limit, each time. */
export class UnknownFieldWarnings {
  readonly #report: (warning: Diagnostic, line: () => string) => void
  readonly #warned = new Set<string>()

  constructor(report: (warning: Diagnostic, line: () => string) => void) {
    this.#report = report
  }

  warn(file: string, names: readonly string[], line: LogLine<LineProblem>): void {
    for (const name of names) {
      if (this.#warned.has(name)) continue
      if (this.#warned.size < limit) this.#warned.add(name)
      this.#report(unknownFieldWarning(file, line, name), () => lineText(line))
    }
  }
}
