import type { Database } from 'better-sqlite3'
import type { BatchFilter, LineFilter, SheetFilter } from '../../service/state-filters.ts'
import type { BatchRow, BatchView, DatedLineView } from '../../service/views.ts'
import { batchQuery, batchViews } from './readers.ts'

/** Reads chosen batches and order lines, in a stated order, row by row. */
export class StateQueries {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  batches(filter: BatchFilter): Generator<BatchView> {
    return batchViews(this.#db, 'all', batchCondition(filter), names(filter))
  }

  *batchRows(filter: BatchFilter): Generator<BatchRow> {
    const rows = this.#db.prepare<[Names], BatchRow>(batchQuery('all', '', batchCondition(filter)))
    yield* rows.iterate(names(filter))
  }

  /** By age. */
  *orderLines(filter: LineFilter): Generator<DatedLineView> {
    const { orderid = '' } = filter
    const rows = this.#db.prepare<[Names & { readonly orderid: string }], DatedLineView>(`
      SELECT l.orderid, p.sku, l.qty, l.state, b.ref AS batchref, e.id AS since
      FROM order_lines l JOIN products p USING (product) LEFT JOIN batches b USING (batch)
      JOIN events e ON e.position = l.event
      WHERE ${lineCondition(filter)}
      ORDER BY l.line`)
    yield* rows.iterate({ ...names(filter), orderid })
  }

  /** In the order in which shelves are walked: by sku, then ref. */
  *countSheet(filter: SheetFilter): Generator<BatchRow> {
    const { until = null } = filter
    const rows = this.#db.prepare<[Names & { readonly until: string | null }], BatchRow>(`
      SELECT b.ref, p.sku, b.eta, b.qty, b.allocated, b.qty - b.allocated AS available, b.rev
      FROM batches b JOIN products p USING (product)
      WHERE ${sheetCondition(filter)}
      ORDER BY p.sku, b.ref`)
    yield* rows.iterate({ ...names(filter), until })
  }

  hasSku(sku: string): boolean {
    return this.#has('SELECT 1 FROM products WHERE sku = ?', sku)
  }

  hasBatch(ref: string): boolean {
    return this.#has('SELECT 1 FROM batches WHERE ref = ?', ref)
  }

  hasOrder(orderid: string): boolean {
    return this.#has('SELECT 1 FROM order_lines WHERE orderid = ? LIMIT 1', orderid)
  }

  #has(query: string, name: string): boolean {
    return this.#db.prepare(query).get(name) !== undefined
  }
}

/** Lists of names, as JSON arrays. */
type Names = { readonly skus: string; readonly refs: string }

function names({ skus = [], refs = [] }: BatchFilter | LineFilter | SheetFilter): Names {
  return { skus: JSON.stringify(skus), refs: JSON.stringify(refs) }
}

function batchCondition({ skus, refs, available }: BatchFilter): string {
  return allOf([skus && isOneOfSkus, refs && isOneOfRefs, available && 'b.qty > b.allocated'])
}

function lineCondition({ orderid, skus, refs, backorders, closed }: LineFilter): string {
  const isOpen = backorders || !(closed || orderid !== undefined)
  return allOf([
    orderid !== undefined && 'l.orderid = :orderid',
    skus && isOneOfSkus,
    refs && isOneOfRefs,
    isOpen && "l.state = 'open'",
    backorders && 'l.batch IS NULL',
  ])
}

function sheetCondition({ skus, refs, empty, until }: SheetFilter): string {
  const isHere = until === undefined ? 'b.eta IS NULL' : '(b.eta IS NULL OR b.eta <= :until)'
  const usual = refs ? [] : [isHere, !empty && 'b.qty > 0']
  return allOf([skus && isOneOfSkus, refs && isOneOfRefs, ...usual])
}

const isOneOfSkus = 'p.sku IN (SELECT value FROM json_each(:skus))'
const isOneOfRefs = 'b.ref IN (SELECT value FROM json_each(:refs))'

function allOf(conditions: readonly (string | false | undefined)[]): string {
  return conditions.filter(Boolean).join(' AND ') || 'TRUE'
}
