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
  yield* tableLines(lineColumns, backorders)
}

/** An order line with the event that touched it last. */
export type OrderLineRow = BackorderRow & {
  readonly state: 'open' | 'shipped' | 'cancelled'
  readonly batchref: string | null
  readonly since: string
}

/** The table of order lines, or nothing where there are none; they are gone through twice. */
export function* orderLineTable(lines: Iterable<OrderLineRow>): Generator<string | undefined> {
  if (holdsAny(lines)) yield* tableLines(orderLineColumns, lines)
}

const batchColumns: readonly Column<BatchRow>[] = [
  { title: 'BATCH', align: 'left', cell: batch => batch.ref },
  { title: 'SKU', align: 'left', cell: batch => batch.sku },
  { title: 'ETA', align: 'left', cell: batch => batch.eta ?? 'in stock' },
  { title: 'QTY', align: 'right', cell: batch => batch.qty },
  { title: 'ALLOCATED', align: 'right', cell: batch => batch.allocated },
  { title: 'AVAILABLE', align: 'right', cell: batch => batch.available },
]

const lineColumns: readonly Column<BackorderRow>[] = [
  { title: 'ORDER', align: 'left', cell: line => line.orderid },
  { title: 'SKU', align: 'left', cell: line => line.sku },
  { title: 'QTY', align: 'right', cell: line => line.qty },
]

const orderLineColumns: readonly Column<OrderLineRow>[] = [
  ...lineColumns,
  { title: 'STATE', align: 'left', cell: stateOf },
  { title: 'BATCH', align: 'left', cell: line => line.batchref ?? '-' },
  { title: 'SINCE', align: 'left', cell: line => line.since },
]

function stateOf({ state, batchref }: OrderLineRow): string {
  return state === 'open' && batchref === null ? 'backorder' : state
}

function holdsAny(items: Iterable<unknown>): boolean {
  for (const _ of items) return true
  return false
}
