import { visibleText } from '../domain/visible-text.ts'
import { type Diagnostic, diagnosticText, type Paint } from '../report/diagnostic.ts'
import { FirstDiagnostics } from '../report/grouped.ts'

export type DiagnosticsOptions = {
  readonly format: 'text' | 'ndjson'
  /** Leaves warnings and notices out. */
  readonly quiet: boolean
  /** Prints all problems, and details. */
  readonly verbose: boolean
  readonly paint: Paint
}

/** What can be done when a command has ended early, and the command that does it. */
export type Way = { readonly what: string; readonly command: string }

/** The problems of one command, on stderr: the first twenty as text and the others counted, or all as records. */
export class Diagnostics {
  readonly #write: (text: string) => void
  readonly #options: DiagnosticsOptions
  readonly #first: FirstDiagnostics
  #warnings = 0

  constructor(write: (text: string) => void, options: DiagnosticsOptions) {
    this.#write = write
    this.#options = options
    this.#first = new FirstDiagnostics(options.verbose ? Number.POSITIVE_INFINITY : undefined)
  }

  /** @param line the text of the input line that it speaks of; read only if it is shown */
  report(diagnostic: Diagnostic, line?: () => string): void {
    if (diagnostic.level === 'warning') this.#warnings++
    if (this.#options.quiet && diagnostic.level !== 'error') return
    if (this.#options.format === 'ndjson') this.#write(`${diagnosticRecord(diagnostic)}\n`)
    else if (this.#first.admits(diagnostic)) {
      this.#write(`${diagnosticText(diagnostic, line?.(), this.#options.paint)}\n`)
    }
  }

  /** How many warnings there were, printed or not. */
  get warnings(): number {
    return this.#warnings
  }

  /** A sentence that is no problem of the input, such as the summary. */
  notice(text: string): void {
    if (!this.#options.quiet) this.#write(`${text}\n`)
  }

  /** What only those want to know who ask for it. */
  detail(text: string): void {
    if (this.#options.verbose) this.notice(visibleText(text, Number.POSITIVE_INFINITY))
  }

  /**
   * How the command ended, if not well; even a quiet run says it.
   *
   * @param shown lines that show what is meant, with nothing in them that a terminal obeys
   */
  verdict(message: string, ways: readonly Way[] = [], shown: readonly string[] = []): void {
    if (this.#options.format === 'ndjson') {
      const hint = ways.map(({ what, command }) => `${what}: ${command}`).join('; ')
      const all = [message, ...shown].join('\n')
      this.#write(`${diagnosticRecord({ level: 'error', message: all, ...(hint && { hint }) })}\n`)
      return
    }
    this.#write(`alloc: ${visibleText(message, Number.POSITIVE_INFINITY)}\n`)
    for (const line of shown) this.#write(`${line}\n`)
    for (const { what, command } of ways) this.#write(`${capitalized(what)}:\n  ${command}\n`)
  }

  /** What ended the command before its time. */
  failure(diagnostic: Diagnostic): void {
    if (this.#options.format === 'ndjson') this.#write(`${diagnosticRecord(diagnostic)}\n`)
    else this.#write(`${diagnosticText(diagnostic, undefined, this.#options.paint)}\n`)
  }

  /** Says what was left out. */
  end(): void {
    const rest = this.#first.rest()
    if (rest !== undefined) this.#write(`${rest}\n`)
  }
}

/** A diagnostic as one JSON object. */
export function diagnosticRecord({
  level,
  code,
  message,
  file,
  line,
  column,
  endcolumn,
  field,
  hint,
}: Diagnostic): string {
  return JSON.stringify({ level, code, message, file, line, column, endcolumn, field, hint })
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
