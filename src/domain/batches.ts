import { type Batch, type BatchState, byPreference } from './batch.ts'
import { FirstFit } from './first-fit.ts'
import type { BatchRef } from './identifiers.ts'
import type { Pending } from './pending.ts'
import type { ProductRecords } from './records.ts'

/** The batches of one product: by name, and in the order in which they are asked for units. */
export class Batches {
  readonly #pending: Pending
  readonly #byRef = new Map<BatchRef, Batch>()
  /** Those with units available, which in a long history are few. */
  readonly #available = new FirstFit<Batch>(byPreference, unitsAvailable)
  #touched: Batch[] = []
  /** Those that were found in the records. */
  #found: Batch[] = []
  #records: ProductRecords

  /** @param pending where changes are noted, with the way back */
  constructor(pending: Pending, records: ProductRecords) {
    this.#pending = pending
    this.#records = records
  }

  keepIn(records: ProductRecords): void {
    this.#records = records
  }

  get(ref: BatchRef): Batch | undefined {
    return this.#byRef.get(ref) ?? this.#find(ref)
  }

  get inOrder(): readonly Batch[] {
    const further = [...this.#records.furtherBatches()].filter(({ ref }) => !this.#byRef.has(ref))
    return [...this.#byRef.values(), ...further].sort(byPreference)
  }

  /** How many are in memory. */
  get held(): number {
    return this.#byRef.size
  }

  /** The first batch that has so many units available, at least one. */
  firstWith(units: number): Batch | undefined {
    return this.#available.first(units)
  }

  /** The most units that one batch has available; -Infinity where none has any. */
  get mostAvailable(): number {
    return this.#available.heaviest
  }

  /** Those that an event changed or named since `letGo`. */
  get touched(): readonly Batch[] {
    return this.#touched
  }

  /** Leaves to the records what they have by now: those without available units, and which were touched. */
  letGo(): void {
    for (const batch of this.#touched) {
      batch.isTouched = false
      if (batch.available <= 0) this.#byRef.delete(batch.ref)
    }
    for (const batch of this.#found) if (batch.available <= 0) this.#byRef.delete(batch.ref)
    if (this.#touched.length > 0) this.#touched = []
    if (this.#found.length > 0) this.#found = []
  }

  /** Takes a batch in as it is; no change of the product. */
  hold(batch: Batch): void {
    this.#byRef.set(batch.ref, batch)
    this.#place(batch)
  }

  release(batch: Batch): void {
    this.#byRef.delete(batch.ref)
    this.#available.remove(batch)
  }

  touch(batch: Batch): void {
    if (batch.isTouched) return
    batch.isTouched = true
    this.#touched.push(batch)
    this.#pending.note(() => {
      batch.isTouched = false
      this.#touched.pop()
    })
  }

  /**
   * Takes note that a batch's units changed.
   *
   * @param before its state until then
   */
  changed(batch: Batch, before: BatchState): void {
    this.#place(batch)
    this.#pending.change(() => {
      batch.restore(before)
      this.#place(batch)
    })
    this.touch(batch)
  }

  /** Changes where a batch stands in the order. */
  move(batch: Batch, change: () => void): void {
    const before = batch.state
    this.#available.remove(batch)
    change()
    this.#place(batch)
    this.#pending.change(() => {
      this.#available.remove(batch)
      batch.restore(before)
      this.#place(batch)
    })
    this.touch(batch)
  }

  #find(ref: BatchRef): Batch | undefined {
    const batch = this.#records.findBatch(ref)
    if (!batch) return undefined
    this.#byRef.set(ref, batch)
    this.#found.push(batch)
    return batch
  }

  #place(batch: Batch): void {
    if (batch.available <= 0) this.#available.remove(batch)
    else if (!this.#available.reweigh(batch)) this.#available.add(batch)
  }
}

function unitsAvailable(batch: Batch): number {
  return batch.available
}
