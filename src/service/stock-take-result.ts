import { type BatchCount, varianceOf } from './stock-take.ts'
import type { LineEffect } from './stock-take-effects.ts'

/** A batch in a stock-take, and the order lines that its count moves, oldest first. */
export type CountResult = BatchCount & {
  readonly variance: number | undefined
  readonly effects: readonly LineEffect[]
}

export function countResults(
  counts: readonly BatchCount[],
  effects: ReadonlyMap<string, readonly LineEffect[]>,
): readonly CountResult[] {
  return counts.map(count => ({
    ...count,
    variance: varianceOf(count),
    effects: effects.get(count.ref) ?? none,
  }))
}

const none: readonly LineEffect[] = []

/** What a stock-take comes to in numbers. */
export type StockTakeTotals = {
  /** Batches that differ from the book, and by how many units in all. */
  readonly adjustments: number
  readonly units: number
  readonly unchanged: number
  /** Batches on the sheet that nobody counted. */
  readonly blank: number
  /** Batches that are not on the sheet. */
  readonly missing: number
  readonly applied: number
  /** The batches beyond a tolerance, and those of them that are not approved. */
  readonly over: readonly CountResult[]
  readonly unapproved: readonly CountResult[]
  readonly stale: readonly CountResult[]
  /** Lines that go out of stock. */
  readonly outofstock: readonly LineEffect[]
}

export function totalsOf(results: readonly CountResult[]): StockTakeTotals {
  const counted = results.filter(({ variance }) => variance !== undefined)
  const adjusted = counted.filter(({ variance }) => variance !== 0)
  const having = (status: BatchCount['status']) => results.filter(each => each.status === status)
  return {
    adjustments: adjusted.length,
    units: adjusted.reduce((sum, { variance = 0 }) => sum + variance, 0),
    unchanged: counted.length - adjusted.length,
    blank: having('blank').length,
    missing: having('missing').length,
    applied: having('applied').length,
    over: results.filter(({ over }) => over),
    unapproved: results.filter(({ over }) => over && !over.accepted),
    stale: having('stale'),
    outofstock: results.flatMap(({ effects }) => effects.filter(({ to }) => to === null)),
  }
}
