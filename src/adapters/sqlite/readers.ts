import type { Database, Statement } from 'better-sqlite3'
import type { BackorderView, BatchView, OrderLineView } from '../../service/views.ts'

type BatchRow = Omit<BatchView, 'lines'> & { readonly batch: number }

/** Reads the state for people and programs, in a stated order, row by row. */
export class Readers {
  readonly #db: Database
  readonly #linesOf: Statement<[number], string>

  constructor(db: Database) {
    this.#db = db
    // One text for all lines of a batch: a row for each, made by the binding, would cost half as much again.
    this.#linesOf = db
      .prepare<[number], string>(`
        SELECT group_concat(orderid || char(10) || qty, char(10) ORDER BY line) FROM order_lines
        WHERE batch = ? AND state = 'open' AND batch IS NOT NULL`)
      .pluck()
  }

  *batches(which: 'all' | 'touched'): Generator<BatchView> {
    const rows = this.#db.prepare<[], BatchRow>(`
      SELECT b.batch, b.ref, p.sku, b.eta, b.qty, b.allocated, b.qty - b.allocated AS available, b.rev
      FROM ${which === 'all' ? '' : 'touched_batches CROSS JOIN'} batches b ${which === 'all' ? '' : 'USING (batch)'}
      JOIN products p USING (product)
      ORDER BY p.sku, b.eta IS NOT NULL, b.eta, b.batch`)
    for (const { batch, ref, sku, eta, qty, allocated, available, rev } of rows.iterate()) {
      const linesOf = this.#linesOf
      yield {
        ...{ ref, sku, eta, qty, allocated, available, rev },
        get lines() {
          return allocated === 0 ? [] : heldLines(linesOf.get(batch) ?? '')
        },
      }
    }
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

/** A line end is in no name, so it parts them. */
function heldLines(text: string): { readonly orderid: string; readonly qty: number }[] {
  const fields = text.split('\n')
  return Array.from({ length: fields.length / 2 }, (_, index) => ({
    orderid: fields[2 * index] ?? '',
    qty: Number(fields[2 * index + 1]),
  }))
}
