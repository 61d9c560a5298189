import { visibleText } from '../domain/visible-text.ts'
import { countText } from './count-text.ts'

/** What is left of a diagnostic that is counted instead of printed. */
export type CountedDiagnostic = {
  readonly code?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
}

/** Lets the first diagnostics of a run be printed and counts the others by code, so that a bad log stays readable. */
export class FirstDiagnostics {
  readonly #limit: number
  readonly #counts = new Map<string, number>()
  #printed = 0
  #counted = 0
  #firstCounted = ''

  constructor(limit = 20) {
    this.#limit = limit
  }

  /** Whether to print this one; if not, it is counted. */
  admits(diagnostic: CountedDiagnostic): boolean {
    if (this.#printed < this.#limit) {
      this.#printed += 1
      return true
    }
    if (this.#counted === 0) this.#firstCounted = place(diagnostic)
    this.#counted += 1
    const code = diagnostic.code ?? 'others'
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
    return false
  }

  /** The others in one line, the most frequent code first, then in order of appearance; undefined if there are none. */
  rest(): string | undefined {
    if (this.#counted === 0) return undefined
    const byCount = [...this.#counts].sort(([, a], [, b]) => b - a)
    const groups = byCount.map(([code, count]) => `${countText(count)} ${code}`).join(', ')
    const first = this.#firstCounted === '' ? '' : ` (first at ${this.#firstCounted})`
    return `and ${countText(this.#counted)} more: ${groups}${first}`
  }
}

function place({ file, line }: CountedDiagnostic): string {
  if (file === undefined) return ''
  const shown = visibleText(file, Number.POSITIVE_INFINITY)
  return line === undefined ? shown : `${shown}:${line}`
}
