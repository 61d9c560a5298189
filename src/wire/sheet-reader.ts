import { visibleText } from '../domain/visible-text.ts'
import type { CountRow } from '../service/count-sheet.ts'
import { CountSheet, type SheetProblem } from './count-sheet.ts'
import type { Separator } from './csv-cells.ts'
import { type BrokenRecord, type CsvRecord, CsvRecords } from './csv-records.ts'
import { declaredSeparator, noColumns, type SheetColumns, separatorOf, sheetColumns } from './sheet-header.ts'
import { otherThanCsv } from './sheet-opening.ts'
import { readRow } from './sheet-rows.ts'
import { type TextLine, textLines } from './text-lines.ts'

/** Where the rows of a sheet go, and what is wrong with it; rows that something is wrong with are left out. */
export type SheetListener = {
  row(row: CountRow): void
  problem(problem: SheetProblem): void
}

/** Reads a count sheet, however long it is. */
export async function readCountSheet(
  chunks: AsyncIterable<Buffer>,
  listener: SheetListener,
): Promise<CountSheet> {
  const reader = new SheetReader(listener)
  for await (const line of textLines(reader.judged(chunks))) if (!reader.take(line)) break
  return reader.finish()
}

/** A sheet while it is read. */
class SheetReader {
  readonly #listener: SheetListener
  #separator: Separator | undefined
  #records: CsvRecords | undefined
  #columns: SheetColumns | undefined
  #isBroken = false

  constructor(listener: SheetListener) {
    this.#listener = listener
  }

  /** The chunks of a file, none if its first bytes are those of something else than text. */
  async *judged(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let isFirst = true
    for await (const chunk of chunks) {
      const problem = isFirst ? otherThanCsv(chunk) : undefined
      if (problem) {
        this.#refuse({ level: 'error', ...problem })
        return
      }
      isFirst = false
      yield chunk
    }
  }

  /** @returns whether what follows is worth reading */
  take(line: TextLine): boolean {
    this.#records ??= this.#recordsFrom(line)
    if (this.#records && !isDeclaration(line)) this.#takeRecord(this.#records.push(line))
    return !this.#isBroken
  }

  finish(): CountSheet {
    if (!this.#isBroken) this.#takeRecord(this.#records?.finish())
    if (!this.#columns && !this.#isBroken) {
      const hint = 'alloc countsheet prints one to fill in'
      this.#refuse({ level: 'error', code: 'missing-field', message: 'the sheet is empty', hint })
    }
    const { roles } = this.#columns ?? noColumns
    return new CountSheet(roles, this.#separator ?? ',')
  }

  /** Begins at the header, or before it where a line says what separates its cells. */
  #recordsFrom(line: TextLine): CsvRecords | undefined {
    const text = line.text ?? line.shown
    if (text.trim() === '') return undefined
    this.#separator = declaredSeparator(text) ?? separatorOf(text)
    return new CsvRecords(this.#separator)
  }

  #takeRecord(record: CsvRecord | BrokenRecord | undefined): void {
    if (!record) return
    if ('says' in record) this.#refuse(brokenProblem(record))
    else if (this.#columns) this.#takeRow(record, this.#columns)
    else if (record.text.trim() !== '') this.#takeHeader(record)
  }

  #takeHeader({ line, text, cells }: CsvRecord): void {
    const columns = sheetColumns(cells)
    if ('code' in columns) {
      const { code, message, hint, cell } = columns
      const place = cell && { start: cell.start, end: cell.end }
      this.#refuse({ level: 'error', code, message, hint, line, text, ...place })
      return
    }
    this.#columns = columns
    for (const { text: name, start, end } of columns.ignored) {
      const message = `the column "${visibleText(name.trim())}" is ignored`
      this.#listener.problem({ level: 'warning', code: 'unknown-field', message, line, text, start, end })
    }
  }

  #takeRow(record: CsvRecord, columns: SheetColumns): void {
    const row = readRow(record, columns)
    if (!row) return
    if ('ref' in row) this.#listener.row(row)
    else for (const problem of row) this.#listener.problem(problem)
  }

  /** Nothing behind it can be read. */
  #refuse(problem: SheetProblem): void {
    this.#listener.problem(problem)
    this.#isBroken = true
  }
}

function isDeclaration({ number, text }: TextLine): boolean {
  return number === 1 && text !== undefined && declaredSeparator(text) !== undefined
}

function brokenProblem({ line, text, code, says: message, start, end }: BrokenRecord): SheetProblem {
  return { level: 'error', code, message, hint: hints[code], line, text, start, end }
}

const hints: { readonly [C in BrokenRecord['code']]: string } = {
  'not-utf8': 'save it as CSV UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8',
  truncated: 'close it, or write a quote within a cell twice',
  'invalid-field': 'a cell with a quote in it stands in quotes, and the quote twice: "5"" pipe"',
}
