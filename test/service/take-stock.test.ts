import { expect, test } from 'vitest'
import { isBatchRef } from '../../src/domain/identifiers.ts'
import type { CountRow } from '../../src/service/count-sheet.ts'
import type { Sorted } from '../../src/service/sorted.ts'
import type { Correction, CountResult, StockTakeOptions } from '../../src/service/stock-take.ts'
import { type PlacedRow, takeStock } from '../../src/service/take-stock.ts'
import type { BatchRow } from '../../src/service/views.ts'

test('one SKU may have more counts than a call takes arguments', { timeout: 60_000 }, () => {
  const refs = Array.from({ length: 200_000 }, (_, n) => `b-${n}`)
  const warehouse = new Map(refs.map(ref => [ref, onHand(ref, 5)]))

  const { corrections } = taken(
    refs.map((ref, n) => row(n + 2, ref, 4)),
    warehouse,
  )

  expect(corrections.map(({ line, counts }) => [line, counts.length])).toEqual([[2, 200_000]])
})

test('one batch may lie in more places than a call takes arguments, and the first remarks stand', {
  timeout: 60_000,
}, () => {
  const places = Array.from({ length: 200_000 }, (_, n) => row(n + 2, 'b-1', 1, `place ${n}`))

  const { corrections } = taken(places, new Map([['b-1', onHand('b-1', 5)]]))

  expect(corrections[0]?.counts).toEqual([
    { ref: 'b-1', qty: 200_000, expectedrev: 1, remarks: { note: 'place 0' } },
  ])
})

test('a batch that is not on the sheet is shown as it was, whatever is moved to it', () => {
  const warehouse = new Map([
    ['b-1', onHand('b-1', 5)],
    ['b-2', onHand('b-2', 5)],
  ])
  const moveAll = () => warehouse.set('b-2', { ...onHand('b-2', 5), allocated: 4, available: 1 })

  const { counts } = taken([row(2, 'b-1', 1)], warehouse, moveAll)

  expect(counts.map(({ ref, status, allocated }) => [ref, status, allocated])).toEqual([
    ['b-1', 'counted', 0],
    ['b-2', 'missing', 0],
  ])
})

function taken(
  rows: readonly CountRow[],
  warehouse: ReadonlyMap<string, BatchRow>,
  correct: () => unknown = () => undefined,
) {
  const corrections: Correction[] = []
  const counts = new Listed<CountResult>()
  const sheet = new Listed<CountRow>()
  for (const each of rows) sheet.add(each.ref, each.line, each)
  const book = {
    batch: (ref: string) => warehouse.get(ref),
    batchRows: () => warehouse.values(),
    find: () => undefined,
    runs: () => [],
    refsLike: () => [],
    changesOf: () => [],
    release: () => undefined,
  }
  const parts = {
    ...{ book, rows: sheet, counts, placed: new Listed<PlacedRow>(), tell: () => undefined },
    correct: (correction: Correction) => {
      corrections.push(correction)
      correct()
      return []
    },
  }
  for (const _ of takeStock(parts, options));
  return { corrections, counts: [...counts.items()] }
}

const options: StockTakeOptions = {
  ...{ tolerances: [], accepted: new Set(), staleAllowed: new Set(), reasons: undefined },
  ...{ requireReason: false, duplicates: 'sum', keepUnchanged: false, missing: 'warn' },
  factOf: () => {
    throw new Error('nothing here is stale')
  },
}

function onHand(ref: string, qty: number): BatchRow {
  return { ref, sku: 'NAIL', eta: null, qty, allocated: 0, available: qty, rev: 1 }
}

function row(line: number, ref: string, counted: number, note?: string): CountRow {
  if (!isBatchRef(ref)) throw new Error(`${ref} names no batch`)
  const remarks = note === undefined ? {} : { note }
  return { line, text: '', ref, counted, sku: undefined, rev: undefined, expected: undefined, remarks }
}

/** Items in memory. */
class Listed<T> implements Sorted<T> {
  readonly #items: { readonly text: string; readonly number: number; readonly item: T }[] = []
  readonly #texts = new Set<string>()

  add(text: string, number: number, item: T): void {
    this.#items.push({ text, number, item })
    this.#texts.add(text)
  }

  has(text: string): boolean {
    return this.#texts.has(text)
  }

  items(): Iterable<T> {
    return this.#items
      .toSorted((a, b) => compare(a.text, b.text) || a.number - b.number)
      .map(each => each.item)
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
