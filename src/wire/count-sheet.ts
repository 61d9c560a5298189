import type { RowProblem, SheetRole } from '../service/count-sheet.ts'
import { csvCells, type Separator } from './csv-cells.ts'

/** Something about a sheet: in the record that begins on `line` and has this `text`, from `start` to `end` of that. */
export type SheetProblem = {
  readonly level: 'error' | 'warning'
  readonly code?: string | undefined
  readonly message: string
  readonly hint?: string | undefined
  readonly field?: string | undefined
  readonly line?: number
  readonly text?: string
  readonly start?: number
  readonly end?: number
}

/** A count sheet that was read: where its cells stand. */
export class CountSheet {
  readonly #roles: ReadonlyMap<SheetRole, number>
  readonly #separator: Separator

  constructor(roles: ReadonlyMap<SheetRole, number>, separator: Separator) {
    this.#roles = roles
    this.#separator = separator
  }

  /** A problem with the place of its cell; where the sheet has no such column, that of the batch. */
  pointedOut({ row, role, ...problem }: RowProblem): SheetProblem {
    const { line, text } = row
    const cells = csvCells(text, this.#separator)
    const at = this.#roles.get(role) ?? this.#roles.get('batch') ?? 0
    const cell = 'says' in cells ? undefined : cells[at]
    return { ...problem, field: role, line, text, ...(cell && { start: cell.start, end: cell.end }) }
  }
}
