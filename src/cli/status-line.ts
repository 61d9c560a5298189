import type { Writable } from 'node:stream'

/** A line at the foot of a terminal that gives way to whatever else is printed. */
export class StatusLine {
  readonly #terminal: Writable & { readonly columns?: number }
  #isShown = false

  constructor(terminal: Writable & { readonly columns?: number }) {
    this.#terminal = terminal
  }

  /** How wide a line may be; the last column is left free, where a terminal would begin a new line. */
  get columns(): number {
    return (this.#terminal.columns || 80) - 1
  }

  show(text: string): void {
    this.#terminal.write(`\r${text}${clearToEnd}`)
    this.#isShown = true
  }

  clear(): void {
    if (this.#isShown) this.#terminal.write(`\r${clearToEnd}`)
    this.#isShown = false
  }
}

const clearToEnd = '\u001b[K'
