import { type Align, cellLine, displayWidth } from './text-column.ts'

/** A column of streamed rows; `atLeast` is its width before a wider cell has come. */
export type RunningColumn = { readonly align: Align; readonly atLeast?: number }

/** Lays out rows that cannot be known beforehand: a column is as wide as its widest cell so far. */
export class RunningColumns {
  readonly #columns: readonly RunningColumn[]
  readonly #widths: number[]
  readonly #displayed: number[]

  constructor(columns: readonly RunningColumn[]) {
    this.#columns = columns
    this.#widths = columns.map(column => column.atLeast ?? 0)
    this.#displayed = columns.map(() => 0)
  }

  /** The next row; lines already made stay as they are. */
  line(cells: readonly string[]): string {
    for (let index = 0; index < cells.length; index++) {
      const width = displayWidth(cells[index] ?? '')
      this.#displayed[index] = width
      if (width > (this.#widths[index] ?? 0)) this.#widths[index] = width
    }
    return cellLine(this.#columns, this.#widths, cells, this.#displayed)
  }
}
