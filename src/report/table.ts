import { type Align, cellLine, displayWidth } from './text-column.ts'

/** One column of a table whose rows are items of type `T`. */
export type Column<T> = {
  readonly title: string
  readonly align: Align
  readonly cell: (item: T) => string | number
}

/**
 * The header and a line for every item. The items are gone through twice, first for the widths, and none is
 * held: a table may have a million rows. While it measures it yields undefined now and then, for its reader to rest.
 */
export function* tableLines<T>(
  columns: readonly Column<T>[],
  items: Iterable<T>,
): Generator<string | undefined> {
  const widths = yield* tableWidths(columns, items)
  yield rowLine(columns, widths, titles(columns))
  for (const item of items) yield rowLine(columns, widths, cellsOf(columns, item))
}

/** Returns the display width of each column: that of its widest cell, its title included. */
function* tableWidths<T>(columns: readonly Column<T>[], items: Iterable<T>): Generator<undefined, number[]> {
  const widths = titles(columns).map(displayWidth)
  let measured = 0
  for (const item of items) {
    if (++measured % rowsPerRest === 0) yield undefined
    for (const [index, cell] of cellsOf(columns, item).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))
    }
  }
  return widths
}

const rowsPerRest = 100

function rowLine<T>(
  columns: readonly Column<T>[],
  widths: readonly number[],
  cells: readonly string[],
): string {
  return cellLine(columns, widths, cells, cells.map(displayWidth))
}

function titles<T>(columns: readonly Column<T>[]): string[] {
  return columns.map(column => column.title)
}

function cellsOf<T>(columns: readonly Column<T>[], item: T): string[] {
  return columns.map(column => String(column.cell(item)))
}
