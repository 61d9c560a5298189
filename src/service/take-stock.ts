import { createHash } from 'node:crypto'
import { compareText } from '../domain/identifiers.ts'
import type { CountRow, Remarks, RowProblem } from './count-sheet.ts'
import { judgeEntry } from './judge-count.ts'
import { nearMiss } from './near-miss.ts'
import type { Sorted } from './sorted.ts'
import type {
  BatchCount,
  CorrectedBatch,
  Correction,
  CountResult,
  SheetEntry,
  StockBook,
  StockTakeOptions,
  StockTakeProblem,
} from './stock-take.ts'
import type { LineEffect } from './stock-take-effects.ts'
import { correctionId } from './stock-take-ids.ts'
import { StockTakeTotals } from './stock-take-totals.ts'
import type { Progress } from './store.ts'
import type { BatchRow } from './views.ts'

/** A row with what the book says of its batch. */
export type PlacedRow = { readonly row: CountRow; readonly book: BatchRow }

export type StockTakeParts = {
  readonly book: StockBook
  /** The rows of the sheet, by ref, then line. */
  readonly rows: Sorted<CountRow>
  /** Where they are put by SKU, then line. */
  readonly placed: Sorted<PlacedRow>
  /** Where the results go, in the order of the sheet; what is not on it stands last. */
  readonly counts: Sorted<CountResult>
  /** @returns the order lines that it moves */
  readonly correct: (correction: Correction) => readonly LineEffect[]
  readonly tell: (problem: StockTakeProblem) => void
}

/** How a stock-take came out. */
export type StockTakeOutcome = {
  readonly totals: StockTakeTotals
  /** Whether the sheet as a whole was applied before; nothing else was looked at then. */
  readonly isApplied: boolean
  readonly corrections: number
  /** What the sheet is known by, whatever its form. */
  readonly identity: Progress
}

/**
 * Compares a count sheet with the book, and corrects the book SKU by SKU. Whoever calls it takes the corrections back
 * when they are not to stay. It yields the part that is done, 0 to 1, for others to have their turn.
 */
export function* takeStock(
  parts: StockTakeParts,
  options: StockTakeOptions,
): Generator<number, StockTakeOutcome> {
  const stockTake = new StockTake(parts, options)
  const rows = yield* stockTake.place()
  const { identity, isKnown } = yield* stockTake.identify(rows)
  const isApplied = isKnown || isAmong(parts.book, identity)
  // Before anything is corrected: it may move lines to batches that are not on the sheet.
  if (!isApplied && options.missing !== 'ignore') yield* stockTake.findMissing(options.missing)
  yield* stockTake.correct(rows, isApplied)
  const { totals, corrections } = stockTake
  return { totals, corrections, isApplied, identity }
}

/** Products are let go of after so many corrections. */
const correctionsPerRelease = 100

/** The rows of one SKU. */
type Group = { readonly sku: string; readonly id: string; readonly entries: readonly SheetEntry[] }

class StockTake {
  readonly totals = new StockTakeTotals()
  corrections = 0
  readonly #parts: StockTakeParts
  readonly #options: StockTakeOptions

  constructor(parts: StockTakeParts, options: StockTakeOptions) {
    this.#parts = parts
    this.#options = options
  }

  /** Finds the batches of the rows. @returns how many rows have one */
  *place(): Generator<number, number> {
    const { rows, book, placed, tell } = this.#parts
    let found = 0
    let batch: BatchRow | undefined
    for (const row of rows.items()) {
      yield 0
      if (batch?.ref !== row.ref) batch = book.batch(row.ref)
      if (batch) {
        placed.add(batch.sku, row.line, { row, book: batch })
        found++
      } else tell(unknownBatch(row, nearMiss(row.ref, book.refsLike(row.ref))))
    }
    return found
  }

  /** What the sheet is known by, and whether each of its SKUs was applied before. */
  *identify(rows: number): Generator<number, { readonly identity: Progress; readonly isKnown: boolean }> {
    const hash = createHash('sha256')
    let [bytes, lines, known] = [0, 0, 0]
    for (const group of this.#groups()) {
      yield 0
      hash.update(`${group.id}\n`)
      bytes += group.id.length + 1
      lines++
      if (this.#isKnown(group)) known++
    }
    const identity = { bytes, lines, sha256: hash.digest('hex') }
    return { identity, isKnown: rows > 0 && lines > 0 && known === lines }
  }

  *correct(rows: number, isApplied: boolean): Generator<number> {
    let done = 0
    for (const group of this.#groups(true)) {
      yield done / rows
      done += group.entries.length
      if (group.id !== '' && (isApplied || this.#isKnown(group))) {
        for (const entry of group.entries) this.#keep(entry, countOf(entry, 'applied'), [])
      } else this.#correctGroup(group)
    }
  }

  *findMissing(level: 'warn' | 'error'): Generator<number> {
    const { book, rows, counts, tell } = this.#parts
    for (const { ref, sku, eta, qty, allocated } of book.batchRows('all')) {
      yield 0
      if (eta !== null || qty === 0 || rows.has(ref)) continue
      const count = { ref, sku, book: qty, allocated, status: 'missing', effects: [] } as const
      counts.add('', Number.MAX_SAFE_INTEGER, count)
      this.totals.add(count)
      tell({
        level: level === 'warn' ? 'warning' : 'error',
        code: 'not-counted',
        message: `batch ${JSON.stringify(ref)} of ${JSON.stringify(sku)} is on hand, but not on the sheet`,
        ...(level === 'error' && { hint: 'count it, or add a row that leaves its cell blank' }),
      })
    }
  }

  #correctGroup({ sku, id, entries }: Group): void {
    const judged = entries.map(entry => ({ entry, count: this.#judge(entry) }))
    const corrected = judged.flatMap(({ entry, count }) => this.#corrected(entry, count))
    const effects = new Map<string, LineEffect[]>()
    if (corrected.length > 0) {
      this.corrections++
      corrected.sort((a, b) => compareText(a.ref, b.ref))
      const line = entries.reduce((least, { first }) => Math.min(least, first.line), Number.MAX_SAFE_INTEGER)
      for (const effect of this.#parts.correct({ id, sku, line, counts: corrected })) {
        const known = effects.get(effect.from)
        if (known) known.push(effect)
        else effects.set(effect.from, [effect])
      }
      if (this.corrections % correctionsPerRelease === 0) this.#parts.book.release()
    }
    for (const { entry, count } of judged) this.#keep(entry, count, effects.get(count.ref) ?? [])
  }

  #judge(entry: SheetEntry): BatchCount {
    if (entry.counted.length === 0) return countOf(entry, 'blank')
    const { count, problems } = judgeEntry(entry, this.#parts.book, this.#options)
    for (const problem of problems) this.#parts.tell(problem)
    return count
  }

  #corrected(
    { book, counted }: SheetEntry,
    { status, ref, counted: qty, variance }: BatchCount,
  ): CorrectedBatch[] {
    if (status !== 'counted' || qty === undefined) return []
    if (variance === 0 && !this.#options.keepUnchanged) return []
    const remarks: Remarks = {}
    for (const row of counted.toReversed()) Object.assign(remarks, row.remarks)
    return [{ ref, qty, expectedrev: book.rev, remarks }]
  }

  #keep({ first }: SheetEntry, count: BatchCount, effects: readonly LineEffect[]): void {
    const result = { ...count, effects }
    this.#parts.counts.add('', first.line, result)
    this.totals.add(result)
  }

  #isKnown({ id }: Group): boolean {
    return this.#parts.book.find('', id) !== undefined
  }

  /** @param withBlank whether groups of which nothing was counted are among them; they have no id */
  *#groups(withBlank = false): Generator<Group> {
    let sku: string | undefined
    let rows: PlacedRow[] = []
    for (const placed of this.#parts.placed.items()) {
      if (placed.book.sku !== sku) {
        if (sku !== undefined) yield* groupOf(sku, rows, withBlank)
        sku = placed.book.sku
        rows = []
      }
      rows.push(placed)
    }
    if (sku !== undefined) yield* groupOf(sku, rows, withBlank)
  }
}

function* groupOf(sku: string, rows: readonly PlacedRow[], withBlank: boolean): Generator<Group> {
  const byRef = new Map<string, { book: BatchRow; counted: CountRow[]; first: CountRow }>()
  for (const { row, book } of rows) {
    const entry = byRef.get(row.ref) ?? { book, counted: [], first: row }
    if (row.counted !== undefined) entry.counted.push(row)
    byRef.set(row.ref, entry)
  }
  const entries = [...byRef.values()]
  const counted = entries.flatMap(identifying)
  if (counted.length > 0) yield { sku, id: correctionId(sku, counted), entries }
  else if (withBlank) yield { sku, id: '', entries }
}

function identifying({ book, counted }: SheetEntry) {
  return counted.map(({ ref, counted: qty = 0, rev }) => ({ ref, qty, rev: rev ?? book.rev }))
}

function isAmong(book: StockBook, { sha256, bytes }: Progress): boolean {
  return book
    .runs(0)
    .some(
      ({ state, progress }) => state === 'complete' && progress.sha256 === sha256 && progress.bytes === bytes,
    )
}

function countOf({ book, counted }: SheetEntry, status: 'blank' | 'applied'): BatchCount {
  const { ref, sku, qty, allocated } = book
  const known = { ref, sku, book: qty, allocated, status }
  if (counted.length === 0) return { ...known, status: 'blank' }
  return { ...known, counted: counted.reduce((sum, row) => sum + (row.counted ?? 0), 0) }
}

function unknownBatch({ ref, line, text }: CountRow, near: string | undefined): RowProblem {
  const message = `there is no batch ${JSON.stringify(ref)}`
  const hint =
    near === undefined
      ? 'check the spelling; stock that was never recorded is a BatchCreated'
      : `did you mean ${JSON.stringify(near)}?`
  return { level: 'error', code: 'unknown-batch', row: { line, text }, role: 'batch', message, hint }
}
