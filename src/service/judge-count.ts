import { quote } from '../domain/refusals.ts'
import type { CountRow, RowProblem, SheetRole } from './count-sheet.ts'
import { nearMiss } from './near-miss.ts'
import { storySince } from './stale-story.ts'
import type { BatchCount, SheetEntry, StockBook, StockTakeOptions } from './stock-take.ts'
import { exceeded } from './tolerance.ts'

/** What a count of one batch comes to, and what is wrong or odd about it. */
export function judgeEntry(
  entry: SheetEntry,
  book: Pick<StockBook, 'changesOf'>,
  options: StockTakeOptions,
): { readonly count: BatchCount; readonly problems: readonly RowProblem[] } {
  const { ref, sku, qty, allocated } = entry.book
  const counted = entry.counted.reduce((sum, row) => sum + (row.counted ?? 0), 0)
  const story = counted === qty ? undefined : staleStory(entry, book, options)
  const beyond = story === undefined ? exceeded(options.tolerances, counted - qty, qty) : undefined
  const over = beyond && { tolerance: beyond.text, accepted: options.accepted.has(ref) }
  const count: BatchCount = {
    ...{ ref, sku, book: qty, allocated, counted, variance: counted - qty },
    ...(story === undefined ? { status: 'counted' } : { status: 'stale', story }),
    ...(over && { over }),
  }
  const problems = [
    ...aboutRows(entry, options),
    ...aboutBatch(entry, counted),
    ...aboutReasons(entry, counted, options),
    ...(story === undefined ? [] : [stale(entry, story)]),
    ...(over && !over.accepted ? [tooFar(entry, counted, over.tolerance)] : []),
  ]
  return { count, problems }
}

function staleStory(
  { book: row, counted }: SheetEntry,
  book: Pick<StockBook, 'changesOf'>,
  { staleAllowed, factOf }: StockTakeOptions,
): string | undefined {
  const rev = counted.find(each => each.rev !== undefined && each.rev !== row.rev)?.rev
  if (rev === undefined || staleAllowed.has(row.ref)) return undefined
  return storySince(rev, row, book.changesOf(row.ref), factOf)
}

function* aboutRows({ book, counted }: SheetEntry, { duplicates }: StockTakeOptions): Generator<RowProblem> {
  const [first] = counted
  for (const row of counted) {
    if (row.sku !== undefined && row.sku !== book.sku) {
      const message = `batch ${quote(book.ref)} holds ${quote(book.sku)}, not ${quote(row.sku)}`
      yield problem(row, 'sku', 'sku-mismatch', message, 'look at the label: one of the two is wrong')
    }
    if (!first || row === first) continue
    if (duplicates === 'error') {
      const message = `batch ${quote(book.ref)} is counted a second time; first on line ${first.line}`
      yield problem(row, 'batch', 'invalid-field', message, '--duplicates sum adds the counts up')
    } else if (row.rev !== first.rev) {
      const message = `batch ${quote(book.ref)} has another rev here than on line ${first.line}`
      yield problem(row, 'rev', 'invalid-field', message, 'its counts must be of one sheet')
    }
  }
}

function* aboutBatch({ book, counted: [row] }: SheetEntry, counted: number): Generator<RowProblem> {
  if (!row) return
  if (counted > most) {
    yield problem(row, 'counted', 'invalid-field', `the counts add up to ${counted}; the most is ${most}`)
  }
  if (book.eta !== null) {
    const message = `batch ${quote(book.ref)} is counted, but has not arrived: it is due ${book.eta}`
    yield { level: 'warning', message, hint: 'record its BatchArrived first', row, role: 'batch' }
  }
  if (row.rev === undefined && row.expected !== undefined && isNews(row.expected, book.qty, counted)) {
    const message = `the sheet expects ${row.expected} of batch ${quote(book.ref)}, the book has ${book.qty}`
    const hint = 'it may have changed since; with a column rev alloc can tell'
    yield { level: 'warning', message, hint, row, role: 'expected' }
  }
}

const most = 2 ** 31 - 1

/** Whether the book is not what it was when the sheet was printed, nor what was found. */
function isNews(expected: number, book: number, counted: number): boolean {
  return expected !== book && counted !== book
}

function* aboutReasons(
  { book, counted: rows }: SheetEntry,
  counted: number,
  { reasons, requireReason }: StockTakeOptions,
): Generator<RowProblem> {
  for (const row of rows) {
    const { reason } = row.remarks
    if (reason === undefined || !reasons || reasons.includes(reason)) continue
    const near = nearMiss(reason, reasons)
    const hint = near === undefined ? `the reasons are ${reasons.join(', ')}` : `did you mean ${quote(near)}?`
    yield problem(row, 'reason', 'invalid-field', `${quote(reason)} is none of the reasons`, hint)
  }
  const [row] = rows
  if (!row || !requireReason || counted === book.qty) return
  if (rows.some(each => each.remarks.reason !== undefined)) return
  const message = `batch ${quote(book.ref)} differs by ${counted - book.qty}, and no reason is given`
  yield problem(row, 'reason', 'missing-field', message, reasons && `the reasons are ${reasons.join(', ')}`)
}

function stale({ book: { ref }, counted, first }: SheetEntry, story: string): RowProblem {
  const message = `batch ${quote(ref)} has changed since its sheet was printed: ${story}`
  const hint = `count it again on a fresh sheet (alloc countsheet --batch ${ref}), leave its cell blank, or give --allow-stale ${ref} if all that was shipped had left before it was counted`
  return problem(counted[0] ?? first, 'rev', 'stale-count', message, hint)
}

function tooFar({ book, counted: [row], first }: SheetEntry, counted: number, limit: string): RowProblem {
  const message = `batch ${quote(book.ref)} is over ${limit}: ${counted} counted, ${book.qty} in the book`
  const hint = `count it again, then approve it with --accept ${book.ref}`
  return problem(row ?? first, 'counted', 'tolerance', message, hint)
}

function problem(row: CountRow, role: SheetRole, code: string, message: string, hint?: string): RowProblem {
  const { line, text } = row
  return { level: 'error', code, message, hint, row: { line, text }, role }
}
