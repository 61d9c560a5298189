import type { Database, Statement } from 'better-sqlite3'
import type { BatchRef, OrderId } from '../../domain/identifiers.ts'
import { isBackorder, type LineState, type OrderLine } from '../../domain/order-line.ts'
import { BulkWrite } from './bulk-write.ts'
import { KeyFilter } from './key-filter.ts'

/** A line as the table has it. */
export type LineRow = {
  readonly line: number
  readonly orderid: OrderId
  readonly qty: number
  readonly state: LineState
  readonly batchref: BatchRef | null
  readonly batch: number | null
  readonly event: number
}

/** A line of the slice under way: read or written since the last flush. */
export type StagedLine = {
  line: OrderLine
  /** The numbers of its product and its batch in the database. */
  readonly product: number
  batch: number | null
  /** The journal position of the last event that touched it; 0 for none yet. */
  event: number
  /** Whether the table has it. */
  stored: boolean
  /** Whether the table has it otherwise. */
  changed: boolean
  /** Whether an event that was applied named or changed it. */
  touched: boolean
}

/** The table of order lines. */
export class LineTable {
  readonly #find: Statement<[string, number], LineRow>
  readonly #openLinesOf: Statement<[number], LineRow>
  readonly #backordersOf: Statement<[number], LineRow>
  readonly #insert: BulkWrite
  readonly #update: BulkWrite
  readonly #delete: Statement
  readonly #touchBackorder: Statement
  /** The lines of a table that was empty when it was opened; undefined where there are older ones. */
  readonly #known: KeyFilter | undefined
  #last: number

  constructor(db: Database) {
    const select = `
      SELECT l.line, l.orderid, l.qty, l.state, b.ref AS batchref, l.batch, l.event
      FROM order_lines l LEFT JOIN batches b ON b.batch = l.batch`
    this.#find = db.prepare(`${select} WHERE l.orderid = ? AND l.product = ?`)
    this.#openLinesOf = db.prepare(
      `${select} WHERE l.batch = ? AND l.state = 'open' AND l.batch IS NOT NULL ORDER BY l.line DESC`,
    )
    this.#backordersOf = db.prepare(
      `${select} WHERE l.product = ? AND l.state = 'open' AND l.batch IS NULL ORDER BY l.line`,
    )
    const columns = ['line', 'orderid', 'product', 'qty', 'state', 'batch', 'event']
    this.#insert = BulkWrite.inserts(db, 'order_lines', columns)
    this.#update = BulkWrite.updates(db, 'order_lines', ['line'], ['qty', 'state', 'batch', 'event'])
    this.#delete = db.prepare('DELETE FROM order_lines WHERE line = ?')
    this.#touchBackorder = db.prepare('INSERT OR IGNORE INTO touched_backorders VALUES (?)')
    this.#last = Number(db.prepare('SELECT ifnull(max(line), 0) FROM order_lines').pluck().get())
    this.#known = this.#last === 0 ? new KeyFilter() : undefined
  }

  nextNumber(): number {
    return ++this.#last
  }

  /** A line that was numbered will be there: until it is written, whoever numbered it holds it. */
  expect(orderid: OrderId, product: number): void {
    this.#known?.add(orderid, product)
  }

  find(orderid: OrderId, product: number): LineRow | undefined {
    if (this.#known && !this.#known.mayHave(orderid, product)) return undefined
    return this.#find.get(orderid, product)
  }

  /** The open lines of a batch, newest first, as they were last written. */
  openLinesOf(batch: number): Iterable<LineRow> {
    return this.#openLinesOf.iterate(batch)
  }

  /** The backorders of a product, oldest first, as they were last written. */
  backordersOf(product: number): Iterable<LineRow> {
    return this.#backordersOf.iterate(product)
  }

  /** Takes back the newest line. */
  forget(staged: StagedLine): void {
    this.#last--
    if (staged.stored) this.#delete.run(staged.line.seq)
    staged.changed = false
  }

  /** Writes those lines that changed. */
  write(lines: readonly StagedLine[]): void {
    for (const staged of lines) {
      if (!staged.changed) continue
      const { line, product, batch, event } = staged
      if (staged.stored) this.#update.add([line.seq, line.qty, line.state, batch, event])
      else this.#insert.add([line.seq, line.orderid, product, line.qty, line.state, batch, event])
      if (staged.touched && isBackorder(line)) this.#touchBackorder.run(line.seq)
      staged.stored = true
      staged.changed = false
    }
    this.#insert.flush()
    this.#update.flush()
  }
}
