import { type Column, tableLines } from './table.ts'

/** A batch as its table shows it; `eta` is null for stock on hand. */
export type BatchRow = {
  readonly ref: string
  readonly sku: string
  readonly eta: string | null
  readonly qty: number
  readonly allocated: number
  readonly available: number
}

/** An order line that waits for stock. */
export type BackorderRow = { readonly orderid: string; readonly sku: string; readonly qty: number }

/** The table of batches, or nothing where there are none; the batches are gone through twice. */
export function* batchTable(batches: Iterable<BatchRow>): Generator<string | undefined> {
  if (holdsAny(batches)) yield* tableLines(batchColumns, batches)
}

/** The table of backorders under its name, or nothing where there are none; they are gone through twice. */
export function* backorderTable(backorders: Iterable<BackorderRow>): Generator<string | undefined> {
  if (!holdsAny(backorders)) return
  yield 'Backorders, oldest first:'
  yield* tableLines(backorderColumns, backorders)
}

const batchColumns: readonly Column<BatchRow>[] = [
  { title: 'BATCH', align: 'left', cell: batch => batch.ref },
  { title: 'SKU', align: 'left', cell: batch => batch.sku },
  { title: 'ETA', align: 'left', cell: batch => batch.eta ?? 'in stock' },
  { title: 'QTY', align: 'right', cell: batch => batch.qty },
  { title: 'ALLOCATED', align: 'right', cell: batch => batch.allocated },
  { title: 'AVAILABLE', align: 'right', cell: batch => batch.available },
]

const backorderColumns: readonly Column<BackorderRow>[] = [
  { title: 'ORDER', align: 'left', cell: line => line.orderid },
  { title: 'SKU', align: 'left', cell: line => line.sku },
  { title: 'QTY', align: 'right', cell: line => line.qty },
]

function holdsAny(items: Iterable<unknown>): boolean {
  for (const _ of items) return true
  return false
}
