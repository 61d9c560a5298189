import { compareText } from '../domain/identifiers.ts'
import type { CountRow, RowProblem } from './count-sheet.ts'
import { judgeEntry } from './judge-count.ts'
import type {
  BatchCount,
  CorrectedBatch,
  Correction,
  MissingBatch,
  SheetEntry,
  StockBook,
  StockTakeOptions,
  StockTakePlan,
} from './stock-take.ts'
import { correctionId, sha256, sheetText } from './stock-take-ids.ts'

/**
 * Compares a count sheet with the book: what to correct, and what is wrong or odd about it. Nothing is changed.
 * It yields the part that is done, 0 to 1, for others to have their turn.
 */
export function planStockTake(
  rows: readonly CountRow[],
  book: StockBook,
  options: StockTakeOptions,
): Generator<number, StockTakePlan> {
  return new Planning(book, options).plan(rows)
}

/** The counted batches of one SKU. */
type Group = { readonly sku: string; readonly id: string; readonly entries: readonly SheetEntry[] }

class Planning {
  readonly #book: StockBook
  readonly #options: StockTakeOptions
  readonly #problems: (RowProblem | MissingBatch)[] = []
  readonly #counts = new Map<string, BatchCount>()
  readonly #corrections: Correction[] = []

  constructor(book: StockBook, options: StockTakeOptions) {
    this.#book = book
    this.#options = options
  }

  *plan(rows: readonly CountRow[]): Generator<number, StockTakePlan> {
    const entries = yield* this.#entries(rows)
    for (const entry of entries) this.#counts.set(entry.book.ref, countOf(entry, 'blank'))
    const groups = groupsOf(entries)
    const identity = sheetText(groups.map(group => group.id))
    const isApplied = groups.length > 0 && this.#isApplied(groups, identity)
    for (const [index, group] of groups.entries()) {
      yield (1 + index / groups.length) / 2
      if (isApplied || this.#isKnown(group)) this.#passOver(group)
      else this.#judge(group)
    }
    if (!isApplied && this.#options.missing !== 'ignore') this.#findMissing(this.#options.missing)
    return {
      counts: [...this.#counts.values()],
      corrections: this.#corrections,
      isApplied,
      problems: this.#problems,
      identity,
    }
  }

  *#entries(rows: readonly CountRow[]): Generator<number, readonly SheetEntry[]> {
    const byRef = new Map<string, { book: SheetEntry['book']; counted: CountRow[]; first: CountRow }>()
    for (const [index, row] of rows.entries()) {
      yield index / rows.length / 2
      const known = byRef.get(row.ref)
      const book = known?.book ?? this.#book.batch(row.ref)
      if (!book) {
        this.#problems.push(unknownBatch(row))
        continue
      }
      const entry = known ?? { book, counted: [], first: row }
      if (!known) byRef.set(row.ref, entry)
      if (row.counted !== undefined) entry.counted.push(row)
    }
    return [...byRef.values()]
  }

  /** As a whole, or each of its SKUs. */
  #isApplied(groups: readonly Group[], identity: string): boolean {
    const hash = sha256(identity)
    if (this.#book.runs(0).some(({ state, progress }) => state === 'complete' && progress.sha256 === hash))
      return true
    return groups.every(group => this.#isKnown(group))
  }

  #isKnown({ id }: Group): boolean {
    return this.#book.find('', id) !== undefined
  }

  #passOver({ entries }: Group): void {
    for (const entry of entries) this.#counts.set(entry.book.ref, countOf(entry, 'applied'))
  }

  #judge({ sku, id, entries }: Group): void {
    const corrected: CorrectedBatch[] = []
    for (const entry of entries) {
      const { count, problems } = judgeEntry(entry, this.#book, this.#options)
      this.#counts.set(count.ref, count)
      this.#problems.push(...problems)
      const isUsed = count.counted !== count.book || this.#options.keepUnchanged
      if (count.status === 'counted' && count.counted !== undefined && isUsed) {
        const remarks = Object.assign({}, ...entry.counted.map(row => row.remarks).toReversed())
        corrected.push({ ref: count.ref, qty: count.counted, expectedrev: entry.book.rev, remarks })
      }
    }
    if (corrected.length === 0) return
    const line = Math.min(...entries.map(entry => entry.first.line))
    corrected.sort((a, b) => compareText(a.ref, b.ref))
    this.#corrections.push({ id, sku, line, counts: corrected })
  }

  #findMissing(level: 'warn' | 'error'): void {
    for (const { ref, sku, eta, qty, allocated } of this.#book.batchRows('all')) {
      if (eta !== null || qty === 0 || this.#counts.has(ref)) continue
      this.#counts.set(ref, { ref, sku, book: qty, allocated, counted: undefined, status: 'missing' })
      this.#problems.push({
        level: level === 'warn' ? 'warning' : 'error',
        code: 'not-counted',
        message: `batch ${JSON.stringify(ref)} of ${JSON.stringify(sku)} is on hand, but not on the sheet`,
        ...(level === 'error' && { hint: 'count it, or add a row that leaves its cell blank' }),
      })
    }
  }
}

/** The counted batches by SKU, in the order of the SKUs. */
function groupsOf(entries: readonly SheetEntry[]): readonly Group[] {
  const bySku = new Map<string, SheetEntry[]>()
  for (const entry of entries) {
    if (entry.counted.length === 0) continue
    const group = bySku.get(entry.book.sku)
    if (group) group.push(entry)
    else bySku.set(entry.book.sku, [entry])
  }
  return [...bySku]
    .sort(([a], [b]) => compareText(a, b))
    .map(([sku, members]) => ({ sku, id: correctionId(sku, members.flatMap(identifying)), entries: members }))
}

function identifying({ book, counted }: SheetEntry) {
  return counted.map(({ ref, counted: qty = 0, rev }) => ({ ref, qty, rev: rev ?? book.rev }))
}

function countOf({ book, counted }: SheetEntry, status: BatchCount['status']): BatchCount {
  const { ref, sku, qty, allocated } = book
  const found = counted.length > 0 ? counted.reduce((sum, row) => sum + (row.counted ?? 0), 0) : undefined
  return { ref, sku, book: qty, allocated, counted: found, status }
}

function unknownBatch(row: CountRow): RowProblem {
  return {
    ...{ level: 'error', code: 'unknown-batch', row, role: 'batch' },
    message: `there is no batch ${JSON.stringify(row.ref)}`,
    hint: 'check the spelling; stock that was never recorded is a BatchCreated',
  }
}
