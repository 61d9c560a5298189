import { type Column, tableLines } from './table.ts'

/** A batch in a stock-take, as the table of variances shows it. */
export type VarianceRow = {
  readonly ref: string
  readonly sku: string
  readonly book: number
  readonly counted?: number
  readonly variance?: number
  readonly allocated: number
  readonly status: 'counted' | 'blank' | 'missing' | 'applied' | 'stale'
  readonly story?: string
  readonly over?: { readonly tolerance: string; readonly accepted: boolean }
  readonly effects: readonly MovedLine[]
}

/** An order line that a count moves; `to` is null when it goes out of stock. */
export type MovedLine = { readonly orderid: string; readonly qty: number; readonly to: string | null }

/** The table of variances with what each does to orders. */
export function varianceTable(rows: Iterable<VarianceRow>): Generator<string | undefined> {
  return tableLines(columns, rows)
}

/** What a count does to orders, or why it does nothing. */
export function effectText({ status, story, variance, effects }: VarianceRow): string {
  switch (status) {
    case 'blank':
      return 'not counted'
    case 'missing':
      return 'not on the sheet'
    case 'applied':
      return 'already applied'
    case 'stale':
      return `stale: ${story}`
    case 'counted':
      if (effects.length > 0) return movesText(effects)
      return variance === 0 ? 'no change' : 'none'
  }
}

/** A variance as a part of the book's quantity, with one decimal: `-22.5%`; undefined where the book has nothing. */
export function percentOf(variance: number, book: number): string | undefined {
  if (book === 0) return undefined
  const tenths = Math.round((Math.abs(variance) * 1_000) / book)
  const sign = variance === 0 ? '' : variance < 0 ? '-' : '+'
  return `${sign}${Math.floor(tenths / 10)}.${tenths % 10}`
}

/** A whole number with its sign: `-9`, `+3`, `0`. */
export function signed(count: number): string {
  return count > 0 ? `+${count}` : String(count)
}

const columns: readonly Column<VarianceRow>[] = [
  { title: 'BATCH', align: 'left', cell: row => row.ref },
  { title: 'SKU', align: 'left', cell: row => row.sku },
  { title: 'BOOK', align: 'right', cell: row => row.book },
  { title: 'COUNTED', align: 'right', cell: row => row.counted ?? '-' },
  {
    title: 'VARIANCE',
    align: 'right',
    cell: row => (row.variance === undefined ? '-' : signed(row.variance)),
  },
  { title: '%', align: 'right', cell: percentCell },
  { title: 'ALLOCATED', align: 'right', cell: row => row.allocated },
  { title: 'EFFECT', align: 'left', cell: row => effectText(row) + overText(row) },
]

function percentCell({ variance, book }: VarianceRow): string {
  const percent = variance === undefined ? undefined : percentOf(variance, book)
  return percent === undefined ? '-' : `${percent}%`
}

function overText({ over }: VarianceRow): string {
  if (!over) return ''
  return over.accepted ? `   over ${over.tolerance}, accepted` : `   ! over ${over.tolerance}`
}

/** So many lines are named; the summary names all that go out of stock. */
const named = 3

function movesText(effects: readonly MovedLine[]): string {
  const texts = effects.slice(0, named).map(({ orderid, qty, to }) => {
    const line = `${orderid} x ${qty}`
    return to === null ? `${line} loses its stock: OUT OF STOCK` : `${line} moves to ${to}`
  })
  const others = effects.slice(named)
  if (others.length === 0) return texts.join('; ')
  const lost = others.filter(({ to }) => to === null).length
  return `${texts.join('; ')}; and ${others.length} more${lost > 0 ? ` (${lost} OUT OF STOCK)` : ''}`
}
