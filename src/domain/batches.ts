import { type Batch, byPreference } from './batch.ts'
import { FirstFit } from './first-fit.ts'
import type { BatchRef } from './identifiers.ts'
import type { Pending } from './pending.ts'

/** The batches of one product: by name, and in the order in which they are asked for units. */
export class Batches {
  readonly #pending: Pending
  readonly #byRef = new Map<BatchRef, Batch>()
  readonly #inOrder = new FirstFit<Batch>(byPreference, batch => batch.available)
  readonly #touched = new Set<Batch>()

  /** @param pending where changes are noted, with the way back */
  constructor(pending: Pending) {
    this.#pending = pending
  }

  get(ref: BatchRef): Batch | undefined {
    return this.#byRef.get(ref)
  }

  get inOrder(): Iterable<Batch> {
    return this.#inOrder
  }

  /** The first batch that has so many units available. */
  firstWith(units: number): Batch | undefined {
    return this.#inOrder.first(units)
  }

  /** The most units that one batch has available; -Infinity without batches. */
  get mostAvailable(): number {
    return this.#inOrder.heaviest
  }

  /** Those that an event changed or named since `forgetTouched`. */
  get touched(): ReadonlySet<Batch> {
    return this.#touched
  }

  forgetTouched(): void {
    this.#touched.clear()
  }

  /** Takes a batch in as it is; no change of the product. */
  hold(batch: Batch): void {
    this.#byRef.set(batch.ref, batch)
    this.#inOrder.add(batch)
  }

  release(batch: Batch): void {
    this.#byRef.delete(batch.ref)
    this.#inOrder.remove(batch)
  }

  touch(batch: Batch): void {
    if (this.#touched.has(batch)) return
    this.#touched.add(batch)
    this.#pending.note(() => this.#touched.delete(batch))
  }

  /** Changes a batch's units. */
  change(batch: Batch, change: () => void): void {
    const before = batch.state
    change()
    this.#inOrder.reweigh(batch)
    this.#pending.change(() => {
      batch.restore(before)
      this.#inOrder.reweigh(batch)
    })
    this.touch(batch)
  }

  /** Changes where a batch stands in the order. */
  move(batch: Batch, change: () => void): void {
    const before = batch.state
    this.#inOrder.remove(batch)
    change()
    this.#inOrder.add(batch)
    this.#pending.change(() => {
      this.#inOrder.remove(batch)
      batch.restore(before)
      this.#inOrder.add(batch)
    })
    this.touch(batch)
  }
}
