import type { Batch } from '../../domain/batch.ts'
import { FirstFit } from '../../domain/first-fit.ts'
import type { BatchRef, OrderId } from '../../domain/identifiers.ts'
import { byAge, isBackorder, type OrderLine } from '../../domain/order-line.ts'
import type { Product } from '../../domain/product.ts'
import type { ProductRecords } from '../../domain/records.ts'
import type { BatchTable } from './batch-table.ts'
import type { LineRow, LineTable, StagedLine } from './line-table.ts'

/** So many changed lines are looked through when those of a batch are asked for; more are written first. */
const unwrittenLimit = 64

/** The order lines of one product: in memory while a slice of a group works on them, else in the table. */
export class ProductLines implements ProductRecords {
  readonly #table: LineTable
  readonly #batches: BatchTable
  readonly #product: number
  #owner: Product | undefined
  readonly #staged = new Map<OrderId, StagedLine>()
  #changed: StagedLine[] = []
  /** The one asked for last: a chain asks for the same line again and again. */
  #recent: StagedLine | undefined
  /** Read when a backorder is first asked for, and kept up from then on. */
  #backorders: FirstFit<OrderLine, Pick<OrderLine, 'seq'>> | undefined

  /** @param product the product's number in the database */
  constructor(table: LineTable, batches: BatchTable, product: number) {
    this.#table = table
    this.#batches = batches
    this.#product = product
  }

  belongTo(owner: Product): void {
    this.#owner = owner
  }

  numberBatch(ref: BatchRef): number {
    return this.#batches.number(ref, this.#product)
  }

  forgetBatch(ref: BatchRef): void {
    this.#batches.forget(ref)
  }

  findBatch(ref: BatchRef): Batch | undefined {
    return this.#batches.find(ref, this.#product)
  }

  furtherBatches(): Iterable<Batch> {
    return this.#batches.of(this.#product, 'unavailable')
  }

  numberLine(): number {
    return this.#table.nextNumber()
  }

  findLine(orderid: OrderId): OrderLine | undefined {
    return this.staged(orderid)?.line
  }

  /** A line with what the journal needs to know of it. */
  staged(orderid: OrderId): StagedLine | undefined {
    if (this.#recent?.line.orderid === orderid) return this.#recent
    const staged = this.#staged.get(orderid)
    if (staged) {
      this.#recent = staged
      return staged
    }
    const row = this.#table.find(orderid, this.#product)
    return row && this.#stage(row)
  }

  putLine(line: OrderLine): void {
    const batch = this.#numberOf(line.batchref)
    let staged = this.#staged.get(line.orderid)
    if (this.#backorders) this.#keepUpBackorders(this.#backorders, staged?.line, line)
    if (staged) {
      staged.line = line
      staged.batch = batch
    } else {
      staged = {
        line,
        product: this.#product,
        batch,
        event: 0,
        stored: false,
        changed: false,
        touched: false,
      }
      this.#staged.set(line.orderid, staged)
      this.#table.expect(line.orderid, this.#product)
    }
    this.#recent = staged
    this.change(staged)
  }

  /** Has a staged line written when the slice ends. */
  change(staged: StagedLine): void {
    if (staged.changed) return
    staged.changed = true
    this.#changed.push(staged)
  }

  forgetLine(line: OrderLine): void {
    const staged = this.#staged.get(line.orderid)
    if (!staged) throw new Error(`order line ${line.orderid} was never put`)
    if (this.#backorders) this.#keepUpBackorders(this.#backorders, staged.line, undefined)
    this.#staged.delete(line.orderid)
    this.#recent = undefined
    this.#table.forget(staged)
  }

  *newestFirst(batchref: BatchRef): Generator<OrderLine> {
    if (this.#changed.length > unwrittenLimit) this.#write()
    const batch = this.#numberOf(batchref)
    if (batch === null) return
    const unwritten = this.#changed
      .filter(({ line, changed, batch: its }) => changed && its === batch && line.state === 'open')
      .sort((a, b) => a.line.seq - b.line.seq)
    for (const row of this.#table.openLinesOf(batch)) {
      const staged = this.#staged.get(row.orderid)
      if (staged?.changed) continue
      while (newest(unwritten) > row.line) yield* lineOf(unwritten.pop())
      yield (staged ?? this.#stage(row)).line
    }
    while (unwritten.length > 0) yield* lineOf(unwritten.pop())
  }

  nextBackorder(afterSeq: number, units: number): OrderLine | undefined {
    this.#backorders ??= this.#loadBackorders()
    return this.#backorders.first(-units, { seq: afterSeq })
  }

  /** Hands over what is to be written, and holds nothing any more; to be called between slices. */
  unstage(): readonly StagedLine[] {
    const changed = this.#changed
    this.#changed = []
    this.#recent = undefined
    this.#staged.clear()
    return changed
  }

  /** Brings the table up to date for a query. */
  #write(): void {
    this.#table.write(this.#changed)
    this.#changed = []
  }

  #stage({ line: seq, orderid, qty, state, batchref, batch, event }: LineRow): StagedLine {
    const line = { seq, orderid, qty, state, batchref }
    const staged = {
      line,
      product: this.#product,
      batch,
      event,
      stored: true,
      changed: false,
      touched: false,
    }
    this.#staged.set(orderid, staged)
    return staged
  }

  #numberOf(batchref: BatchRef | null): number | null {
    return batchref === null ? null : (this.#owner?.batch(batchref)?.seq ?? null)
  }

  #loadBackorders(): FirstFit<OrderLine, Pick<OrderLine, 'seq'>> {
    this.#write()
    const backorders = new FirstFit<OrderLine, Pick<OrderLine, 'seq'>>(byAge, line => -line.qty)
    for (const { line: seq, orderid, qty } of this.#table.backordersOf(this.#product)) {
      backorders.add({ seq, orderid, qty, state: 'open', batchref: null })
    }
    return backorders
  }

  #keepUpBackorders(
    backorders: FirstFit<OrderLine, Pick<OrderLine, 'seq'>>,
    before: OrderLine | undefined,
    after: OrderLine | undefined,
  ): void {
    if (before && isBackorder(before)) backorders.remove(before)
    if (after && isBackorder(after)) backorders.add(after)
  }
}

function newest(lines: readonly StagedLine[]): number {
  return lines.at(-1)?.line.seq ?? 0
}

function lineOf(staged: StagedLine | undefined): readonly OrderLine[] {
  return staged ? [staged.line] : []
}
