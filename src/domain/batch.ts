import type { BatchRef, Eta } from './identifiers.ts'

/** What changes about a batch. */
export type BatchState = {
  /** Units that have not left, promised ones included. */
  readonly qty: number
  readonly eta: Eta | null
  /** 1 at creation, one more for each change of `qty`. */
  readonly rev: number
  /** Units promised to open lines; at most `qty` between events. */
  readonly allocated: number
}

/** A quantity of one SKU, on hand or on its way. */
export class Batch {
  /** Its place in the order of creation over all batches. */
  readonly seq: number
  readonly ref: BatchRef
  /** The journal position of the last event that set its quantity or its arrival; the store keeps it for histories. */
  lastEvent = 0
  /** Whether an event changed or named it since its product let it go; the product keeps it. */
  isTouched = false
  readonly #createdQty: number
  readonly #createdEta: Eta | null
  // In fields of its own: tens of thousands of batches are in memory, and are changed again and again.
  #qty: number
  #eta: Eta | null
  #rev: number
  #allocated: number

  constructor(seq: number, ref: BatchRef, created: { qty: number; eta: Eta | null }, state?: BatchState) {
    this.seq = seq
    this.ref = ref
    this.#createdQty = created.qty
    this.#createdEta = created.eta
    this.#qty = state ? state.qty : created.qty
    this.#eta = state ? state.eta : created.eta
    this.#rev = state ? state.rev : 1
    this.#allocated = state ? state.allocated : 0
  }

  /** As it was created; what a repeat is compared with. */
  get created(): { readonly qty: number; readonly eta: Eta | null } {
    return { qty: this.#createdQty, eta: this.#createdEta }
  }

  get state(): BatchState {
    return { qty: this.#qty, eta: this.#eta, rev: this.#rev, allocated: this.#allocated }
  }

  get qty(): number {
    return this.#qty
  }

  get eta(): Eta | null {
    return this.#eta
  }

  get rev(): number {
    return this.#rev
  }

  get allocated(): number {
    return this.#allocated
  }

  /** Units that can be promised; below zero only while a cut takes lines back. */
  get available(): number {
    return this.#qty - this.#allocated
  }

  /** Like each change, returns the state before. */
  allocate(units: number): BatchState {
    const before = this.state
    this.#allocated += units
    return before
  }

  deallocate(units: number): BatchState {
    return this.allocate(-units)
  }

  changeQuantity(qty: number): BatchState {
    const before = this.state
    this.#qty = qty
    this.#rev++
    return before
  }

  /** Promised units leave the warehouse. */
  ship(units: number): BatchState {
    const before = this.allocate(-units)
    this.#qty -= units
    this.#rev++
    return before
  }

  arrive(): BatchState {
    const before = this.state
    this.#eta = null
    return before
  }

  /** Puts the batch into a state that it had. */
  restore({ qty, eta, rev, allocated }: BatchState): void {
    this.#qty = qty
    this.#eta = eta
    this.#rev = rev
    this.#allocated = allocated
  }
}

/** The order in which batches are asked for units: on hand first, then the earliest, then as created. */
export function byPreference(a: Batch, b: Batch): number {
  const [early, late] = [a.eta, b.eta]
  if (early === late) return a.seq - b.seq
  if (early === null) return -1
  if (late === null) return 1
  return early < late ? -1 : 1
}
