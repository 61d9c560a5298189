import type { Outcome } from './input.ts'
import type { Applied } from './store.ts'

/** An outcome, and the line where it is recorded or whose event it came of: `day.ndjson:5`. */
export type Told = { readonly at: string; readonly outcome: Outcome }

/** Outcomes that wait for what they are to be compared with, first in, first out; there may be any number. */
export interface ToldQueue {
  readonly isEmpty: boolean
  push(told: Told): void
  shift(): Told | undefined
}

/** The first place at which the outcomes that a log recorded are not those that were derived. */
export type Divergence = {
  /** Which of the outcomes it is, from 1. */
  readonly number: number
  /** Undefined where none is left. */
  readonly recorded: Told | undefined
  readonly derived: Told | undefined
  /** What differs of an outcome that is on both sides. */
  readonly fields: readonly (keyof Outcome)[]
}

/**
 * Compares the outcomes that a log recorded with those that are derived from its events: as two sequences, one to one,
 * wherever they stand between the events, and only the fields that are recorded.
 */
export class Verification {
  readonly #recorded: ToldQueue
  readonly #derived: ToldQueue
  #count = 0
  #divergence: Divergence | undefined

  /** @param queue makes an empty queue */
  constructor(queue: () => ToldQueue) {
    this.#recorded = queue()
    this.#derived = queue()
  }

  /** How many were compared, and found the same. */
  get count(): number {
    return this.#count
  }

  get divergence(): Divergence | undefined {
    return this.#divergence
  }

  /** Whether nothing waits to be compared. */
  get isEven(): boolean {
    return this.#recorded.isEmpty && this.#derived.isEmpty
  }

  record(told: Told): void {
    const derived = this.#derived.shift()
    if (derived) this.#compare(told, derived)
    else this.#recorded.push(told)
  }

  /** @param at where the input stands */
  derive({ input, id, chain }: Applied, at: string): void {
    for (const { event, suffix } of chain.emissions) {
      const { type, orderid, sku, qty } = event
      const outcome: Outcome = {
        ...{ type, id: id + suffix, correlationid: input.correlationid ?? id },
        ...{ causationid: id + suffix.slice(0, suffix.lastIndexOf('~')), orderid, sku, qty },
        ...('batchref' in event && { batchref: event.batchref }),
      }
      const derived = { at, outcome }
      const recorded = this.#recorded.shift()
      if (recorded) this.#compare(recorded, derived)
      else this.#derived.push(derived)
    }
  }

  /** To be called when nothing follows. @returns the first divergence: what still waits is one */
  finish(): Divergence | undefined {
    if (!this.#divergence && !this.isEven) this.#diverge(this.#recorded.shift(), this.#derived.shift(), [])
    return this.#divergence
  }

  #compare(recorded: Told, derived: Told): void {
    if (this.#divergence) return
    const fields = comparable.filter(field => {
      const said = recorded.outcome[field]
      return said !== undefined && said !== derived.outcome[field]
    })
    if (fields.length > 0) this.#diverge(recorded, derived, fields)
    else this.#count++
  }

  #diverge(recorded: Told | undefined, derived: Told | undefined, fields: Divergence['fields']): void {
    this.#divergence = { number: this.#count + 1, recorded, derived, fields }
  }
}

const comparable: readonly (keyof Outcome)[] = [
  ...(['type', 'id', 'correlationid', 'causationid', 'orderid', 'sku', 'qty', 'batchref'] as const),
]
