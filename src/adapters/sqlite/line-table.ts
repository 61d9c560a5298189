import type { Database, Statement } from 'better-sqlite3'
import type { BatchRef, OrderId } from '../../domain/identifiers.ts'
import { isBackorder, type LineState, type OrderLine } from '../../domain/order-line.ts'
import type { BatchTable } from './batch-table.ts'
import { BulkWrite } from './bulk-write.ts'
import { KeyFilter } from './key-filter.ts'

/** So many lines are held before they are written: more would outlive the cheap collections of garbage. */
const stagedLimit = 1_000

/** A line as the table has it. */
type LineRow = readonly [
  line: number,
  orderid: OrderId,
  qty: number,
  state: LineState,
  batch: number | null,
  event: number,
]

/** A line that was read or changed since lines were written last. */
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
  /** A line of the same order for another product. */
  next: StagedLine | undefined
}

/** The table of order lines; those that chains work on are in memory until a thousand are held. */
export class LineTable {
  readonly #batches: BatchTable
  readonly #find: Statement<[string, number], LineRow>
  readonly #openLinesOf: Statement<[number], LineRow>
  readonly #backordersOf: Statement<[number], LineRow>
  readonly #insert: BulkWrite
  readonly #update: BulkWrite
  readonly #delete: Statement
  readonly #touchBackorder: BulkWrite
  readonly #staged = new Map<OrderId, StagedLine>()
  #stagedCount = 0
  #changed: StagedLine[] = []
  /** The one asked for last: a chain asks for the same line again and again. */
  #recent: StagedLine | undefined
  /** The lines of a table that was empty when it was opened; undefined where there are older ones. */
  readonly #known: KeyFilter | undefined
  #last: number

  constructor(db: Database, batches: BatchTable) {
    this.#batches = batches
    const select = 'SELECT line, orderid, qty, state, batch, event FROM order_lines'
    this.#find = db.prepare<[string, number], LineRow>(`${select} WHERE orderid = ? AND product = ?`).raw()
    this.#openLinesOf = db
      .prepare<[number], LineRow>(
        `${select} WHERE batch = ? AND state = 'open' AND batch IS NOT NULL ORDER BY line DESC`,
      )
      .raw()
    this.#backordersOf = db
      .prepare<[number], LineRow>(
        `${select} WHERE product = ? AND state = 'open' AND batch IS NULL ORDER BY line`,
      )
      .raw()
    const columns = ['line', 'orderid', 'product', 'qty', 'state', 'batch', 'event']
    this.#insert = BulkWrite.inserts(db, 'order_lines', columns)
    this.#update = BulkWrite.updates(db, 'order_lines', ['line'], ['qty', 'state', 'batch', 'event'])
    this.#delete = db.prepare('DELETE FROM order_lines WHERE line = ?')
    this.#touchBackorder = BulkWrite.marks(db, 'touched_backorders', 'line')
    this.#last = Number(db.prepare('SELECT ifnull(max(line), 0) FROM order_lines').pluck().get())
    this.#known = this.#last === 0 ? new KeyFilter() : undefined
  }

  nextNumber(): number {
    return ++this.#last
  }

  find(orderid: OrderId, product: number): StagedLine | undefined {
    const staged = this.#stagedOf(orderid, product)
    if (staged) return staged
    if (this.#known && !this.#known.mayHave(orderid, product)) return undefined
    const row = this.#find.get(orderid, product)
    return row && this.#stage(row, product, row[4] === null ? null : this.#batches.refOf(row[4]))
  }

  /** Adds a product's line of an order, or replaces it. */
  put(line: OrderLine, product: number, batch: number | null): void {
    let staged = this.#stagedOf(line.orderid, product)
    if (staged) {
      staged.line = line
      staged.batch = batch
    } else {
      staged = this.#hold(line, product, batch)
      this.#known?.add(line.orderid, product)
    }
    this.#change(staged)
  }

  /** @param position that of an applied event which named or changed the line */
  touch(staged: StagedLine, position: number): void {
    staged.event = position
    staged.touched = true
    this.#change(staged)
  }

  /** Takes back the newest line. */
  forget(staged: StagedLine): void {
    this.#last--
    if (staged.stored) this.#delete.run(staged.line.seq)
    staged.changed = false
    this.#recent = undefined
    const { orderid } = staged.line
    const others = without(staged, this.#staged.get(orderid))
    if (others) this.#staged.set(orderid, others)
    else this.#staged.delete(orderid)
  }

  /** The open lines of a batch, newest first; not to be changed while they are read. */
  *openLinesOf(batch: number, batchref: BatchRef, product: number): Generator<OrderLine> {
    const unwritten = this.#changed
      .filter(({ line, changed, batch: its }) => changed && its === batch && line.state === 'open')
      .sort((a, b) => a.line.seq - b.line.seq)
    for (const row of this.#openLinesOf.iterate(batch)) {
      const [seq, orderid] = row
      const staged = this.#stagedOf(orderid, product)
      if (staged?.changed) continue
      while (newest(unwritten) > seq) yield* lineOf(unwritten.pop())
      yield (staged ?? this.#stage(row, product, batchref)).line
    }
    while (unwritten.length > 0) yield* lineOf(unwritten.pop())
  }

  /** The backorders of a product, oldest first. */
  *backordersOf(product: number): Generator<OrderLine> {
    this.#write()
    for (const [seq, orderid, qty] of this.#backordersOf.iterate(product))
      yield { seq, orderid, qty, state: 'open', batchref: null }
  }

  /** To be called between chains: writes what changed, once it is much. */
  endChain(): void {
    if (this.#stagedCount >= stagedLimit) this.flush()
  }

  /** Writes what changed; to be called between chains. */
  flush(): void {
    this.#write()
    this.#staged.clear()
    this.#stagedCount = 0
    this.#recent = undefined
  }

  /** What is numbered first is written first, so that a page is found and written once. */
  #write(): void {
    const changed = this.#changed.sort((a, b) => a.line.seq - b.line.seq)
    this.#changed = []
    for (const staged of changed) {
      if (!staged.changed) continue
      const { line, product, batch, event } = staged
      if (staged.stored) this.#update.add([line.seq, line.qty, line.state, batch, event])
      else this.#insert.add([line.seq, line.orderid, product, line.qty, line.state, batch, event])
      if (staged.touched && isBackorder(line)) this.#touchBackorder.add([line.seq])
      staged.stored = true
      staged.changed = false
    }
    this.#insert.flush()
    this.#update.flush()
    this.#touchBackorder.flush()
  }

  #change(staged: StagedLine): void {
    if (staged.changed) return
    staged.changed = true
    this.#changed.push(staged)
  }

  #stagedOf(orderid: OrderId, product: number): StagedLine | undefined {
    const recent = this.#recent
    if (recent?.product === product && recent.line.orderid === orderid) return recent
    let staged = this.#staged.get(orderid)
    while (staged && staged.product !== product) staged = staged.next
    if (staged) this.#recent = staged
    return staged
  }

  #stage(row: LineRow, product: number, batchref: BatchRef | null): StagedLine {
    const [seq, orderid, qty, state, batch, event] = row
    const staged = this.#hold({ seq, orderid, qty, state, batchref }, product, batch)
    staged.event = event
    staged.stored = true
    return staged
  }

  #hold(line: OrderLine, product: number, batch: number | null): StagedLine {
    const next = this.#staged.get(line.orderid)
    const flags = { stored: false, changed: false, touched: false }
    const staged = { line, product, batch, event: 0, ...flags, next }
    this.#staged.set(line.orderid, staged)
    this.#stagedCount++
    this.#recent = staged
    return staged
  }
}

function without(staged: StagedLine, first: StagedLine | undefined): StagedLine | undefined {
  if (first === staged) return staged.next
  for (let each = first; each; each = each.next) if (each.next === staged) each.next = staged.next
  return first
}

function newest(lines: readonly StagedLine[]): number {
  return lines.at(-1)?.line.seq ?? 0
}

function lineOf(staged: StagedLine | undefined): readonly OrderLine[] {
  return staged ? [staged.line] : []
}
