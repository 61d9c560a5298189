import type { CountResult } from './stock-take.ts'
import type { LineEffect } from './stock-take-effects.ts'

/** What a stock-take comes to in numbers. */
export class StockTakeTotals {
  /** Batches whose count holds and differs from the book, and by how many units in all. */
  adjustments = 0
  units = 0
  unchanged = 0
  /** Batches on the sheet that nobody counted. */
  blank = 0
  /** Batches that are not on the sheet. */
  missing = 0
  applied = 0
  /** Batches beyond a tolerance, approved or not. */
  over = 0
  readonly unapproved = new NamedBatches()
  /** The tolerances that those are beyond. */
  readonly exceeded = new Set<string>()
  readonly stale = new NamedBatches()
  /** Lines that go out of stock. */
  readonly outofstock: LineEffect[] = []

  add({ ref, status, variance, over, effects }: CountResult): void {
    if (status === 'stale') this.stale.add(ref)
    else if (status !== 'counted') this[status]++
    if (over) this.over++
    if (over && !over.accepted) {
      this.unapproved.add(ref)
      this.exceeded.add(over.tolerance)
    }
    for (const effect of effects) if (effect.to === null) this.outofstock.push(effect)
    if (variance === undefined || status === 'stale') return
    if (variance === 0) this.unchanged++
    else this.adjustments++
    this.units += variance
  }
}

/** How many batches, and the names of the first of them. */
class NamedBatches {
  count = 0
  readonly first: string[] = []

  add(ref: string): void {
    if (this.count++ < named) this.first.push(ref)
  }
}

/** So many are named. */
const named = 5
