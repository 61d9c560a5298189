import type { BatchRow, DatedLineView } from '../service/views.ts'
import { csvLine } from './csv-line.ts'

/** An order line as a record; `since` is the id of the event that touched it last. */
export function orderLineRecord({ orderid, sku, qty, state, batchref, since }: DatedLineView): string {
  return JSON.stringify({ record: 'orderline', orderid, sku, qty, state, batchref, since })
}

/** Batches as CSV, below a header. */
export function* batchesCsv(batches: Iterable<BatchRow>): Generator<string> {
  yield csvLine(['ref', 'sku', 'eta', 'qty', 'allocated', 'available', 'rev'])
  for (const { ref, sku, eta, qty, allocated, available, rev } of batches)
    yield csvLine([ref, sku, eta, qty, allocated, available, rev])
}

/** Order lines as CSV, below a header. */
export function* orderLinesCsv(lines: Iterable<DatedLineView>): Generator<string> {
  yield csvLine(['orderid', 'sku', 'qty', 'state', 'batch'])
  for (const { orderid, sku, qty, state, batchref } of lines)
    yield csvLine([orderid, sku, qty, state, batchref])
}

/**
 * A count sheet, below its header.
 *
 * @param isBlind leaves out what is expected
 */
export function* countSheetCsv(batches: Iterable<BatchRow>, isBlind: boolean): Generator<string> {
  yield csvLine(sheetColumns)
  for (const { ref, sku, eta, rev, qty } of batches)
    yield csvLine([ref, sku, eta, rev, isBlind ? null : qty, ...toFillIn])
}

/** A line of a count sheet as a record. */
export function countRecord({ ref: batch, sku, eta, rev, qty }: BatchRow, isBlind: boolean): string {
  return JSON.stringify({ record: 'count', batch, sku, eta, rev, ...(!isBlind && { expected: qty }) })
}

const sheetColumns = [
  ...['batch', 'sku', 'eta', 'rev', 'expected'],
  ...['counted', 'reason', 'note', 'counted_by', 'counted_at'],
]
const toFillIn = [null, null, null, null, null]

/** A document with one array, an element a line. */
export function* jsonDocument(name: string, records: Iterable<string>): Generator<string> {
  let before = `{"${name}":[`
  for (const record of records) {
    yield before
    before = `${record},`
  }
  if (!before.endsWith(',')) {
    yield `${before}]}`
    return
  }
  yield before.slice(0, -1)
  yield ']}'
}
