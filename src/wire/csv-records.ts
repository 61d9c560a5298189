import { type CsvCell, type CsvFault, csvCells, type Separator } from './csv-cells.ts'
import type { TextLine } from './text-lines.ts'

/** A record of a CSV file: the line on which it begins, its text without its end, and its cells. */
export type CsvRecord = { readonly line: number; readonly text: string; readonly cells: readonly CsvCell[] }

/** A record that cannot be read, and why: from `start` to `end` of its text. What follows it cannot be trusted. */
export type BrokenRecord = {
  readonly line: number
  readonly text: string
  readonly code: 'not-utf8' | 'truncated' | 'invalid-field'
  readonly says: string
  readonly start: number
  readonly end: number
}

/** A quote that is not closed within so many characters is taken for a slip, not for a long text. */
const openLimit = 65_536

/** Puts the lines of a CSV file together to records: a cell in quotes may hold line ends. */
export class CsvRecords {
  readonly #separator: Separator
  #line = 0
  /** A record that goes on in the next line, and why it is none yet. */
  #open: { readonly text: string; readonly fault: CsvFault } | undefined

  constructor(separator: Separator) {
    this.#separator = separator
  }

  /** @returns the record that a line completes, if it does */
  push(line: TextLine): CsvRecord | BrokenRecord | undefined {
    if (line.text === undefined) return notUtf8(line)
    if (!this.#open) {
      this.#line = line.number
      return this.#read(line.text)
    }
    const text = `${this.#open.text}\n${line.text}`
    if (line.text.includes('"')) return this.#read(text)
    this.#open = { text, fault: this.#open.fault }
    return text.length > openLimit ? this.finish() : undefined
  }

  /** @returns the record that nothing completed, if there is one */
  finish(): BrokenRecord | undefined {
    return this.#open && this.#broken(this.#open.text, this.#open.fault)
  }

  #read(text: string): CsvRecord | BrokenRecord | undefined {
    const cells = csvCells(text, this.#separator)
    this.#open = undefined
    if (!('says' in cells)) return { line: this.#line, text, cells }
    if (!cells.isOpen || text.length > openLimit) return this.#broken(text, cells)
    this.#open = { text, fault: cells }
    return undefined
  }

  #broken(text: string, { says, start, end, isOpen }: CsvFault): BrokenRecord {
    return { line: this.#line, text, code: isOpen ? 'truncated' : 'invalid-field', says, start, end }
  }
}

function notUtf8({ number, shown, sound }: Extract<TextLine, { text: undefined }>): BrokenRecord {
  const says = 'the line is not UTF-8'
  return { line: number, text: shown, code: 'not-utf8', says, start: sound, end: sound + 1 }
}
