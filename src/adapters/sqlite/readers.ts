import type { Database } from 'better-sqlite3'
import type { BackorderView, BatchRow, BatchView, HeldLine, OrderLineView } from '../../service/views.ts'

/** Reads the state for people and programs, in a stated order, row by row. */
export class Readers {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  batches(which: 'all' | 'touched'): Generator<BatchView> {
    return batchViews(this.#db, which)
  }

  *batchRows(which: 'all' | 'touched'): Generator<BatchRow> {
    yield* this.#db.prepare<[], BatchRow>(batchQuery(which)).iterate()
  }

  *backorders(which: 'all' | 'touched'): Generator<BackorderView> {
    const rows = this.#db.prepare<[], BackorderView>(`
      SELECT l.orderid, p.sku, l.qty
      FROM ${which === 'all' ? '' : 'touched_backorders CROSS JOIN'} order_lines l ${which === 'all' ? '' : 'USING (line)'}
      JOIN products p USING (product)
      WHERE l.state = 'open' AND l.batch IS NULL
      ORDER BY l.line`)
    yield* rows.iterate()
  }

  *orderLines(): Generator<OrderLineView> {
    const rows = this.#db.prepare<[], OrderLineView>(`
      SELECT l.orderid, p.sku, l.qty, l.state, b.ref AS batchref
      FROM order_lines l JOIN products p USING (product) LEFT JOIN batches b USING (batch)
      ORDER BY l.line`)
    yield* rows.iterate()
  }
}

/**
 * The lines of a batch are joined to one text: a row for each, made by the binding, would cost half as much again.
 * As a column they are read before the batches are sorted, in the order of the table: batches that are neighbours
 * there have their lines on the same pages, and so the listing takes half the time that a query per batch would.
 */
const heldLinesOfBatch = `(
  SELECT group_concat(orderid || char(10) || qty, char(10) ORDER BY line) FROM order_lines l
  WHERE l.batch = b.batch AND state = 'open' AND l.batch IS NOT NULL)`

/**
 * Batches with their lines.
 *
 * @param condition on batches `b` and products `p`
 * @param values what its parameters are
 */
export function* batchViews(
  db: Database,
  which: 'all' | 'touched',
  condition = 'TRUE',
  values: object = {},
): Generator<BatchView> {
  const rows = db.prepare<[object], BatchRow & { readonly held: string | null }>(
    batchQuery(which, `, ${heldLinesOfBatch} AS held`, condition),
  )
  for (const { ref, sku, eta, qty, allocated, available, rev, held } of rows.iterate(values)) {
    const lines = held === null ? [] : heldLines(held)
    yield { ref, sku, eta, qty, allocated, available, rev, lines }
  }
}

/** @param condition on batches `b` and products `p` */
export function batchQuery(which: 'all' | 'touched', furtherColumns = '', condition = 'TRUE'): string {
  return `
    SELECT b.ref, p.sku, b.eta, b.qty, b.allocated, b.qty - b.allocated AS available, b.rev${furtherColumns}
    FROM ${which === 'all' ? '' : 'touched_batches CROSS JOIN'} batches b ${which === 'all' ? '' : 'USING (batch)'}
    JOIN products p USING (product)
    WHERE ${condition}
    ORDER BY p.sku, b.eta IS NOT NULL, b.eta, b.batch`
}

/** A line end is in no name, so it parts them. */
function heldLines(text: string): HeldLine[] {
  const fields = text.split('\n')
  const lines: HeldLine[] = []
  for (let i = 0; i < fields.length; i += 2) {
    lines.push({ orderid: fields[i] ?? '', qty: Number(fields[i + 1]) })
  }
  return lines
}
