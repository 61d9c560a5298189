import type { BatchRef, Eta } from './identifiers.ts'

/** What changes about a batch; a state is never altered, only replaced. */
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
  /** As it was created; what a repeat is compared with. */
  readonly created: { readonly qty: number; readonly eta: Eta | null }
  /** The journal position of the last event that set its quantity or its arrival; the store keeps it for histories. */
  lastEvent = 0
  #state: BatchState

  constructor(seq: number, ref: BatchRef, created: { qty: number; eta: Eta | null }, state?: BatchState) {
    this.seq = seq
    this.ref = ref
    this.created = created
    this.#state = state ?? { ...created, rev: 1, allocated: 0 }
  }

  get state(): BatchState {
    return this.#state
  }

  get qty(): number {
    return this.#state.qty
  }

  get eta(): Eta | null {
    return this.#state.eta
  }

  get rev(): number {
    return this.#state.rev
  }

  get allocated(): number {
    return this.#state.allocated
  }

  /** Units that can be promised; below zero only while a cut takes lines back. */
  get available(): number {
    return this.#state.qty - this.#state.allocated
  }

  /** Like each change, returns the state before. */
  allocate(units: number): BatchState {
    const { qty, eta, rev, allocated } = this.#state
    return this.restore({ qty, eta, rev, allocated: allocated + units })
  }

  deallocate(units: number): BatchState {
    return this.allocate(-units)
  }

  changeQuantity(qty: number): BatchState {
    const { eta, rev, allocated } = this.#state
    return this.restore({ qty, eta, rev: rev + 1, allocated })
  }

  /** Promised units leave the warehouse. */
  ship(units: number): BatchState {
    const { qty, eta, rev, allocated } = this.#state
    return this.restore({ qty: qty - units, eta, rev: rev + 1, allocated: allocated - units })
  }

  arrive(): BatchState {
    const { qty, rev, allocated } = this.#state
    return this.restore({ qty, eta: null, rev, allocated })
  }

  /** Puts the batch into a state that it had. */
  restore(state: BatchState): BatchState {
    const before = this.#state
    this.#state = state
    return before
  }
}

/** The order in which batches are asked for units: on hand first, then the earliest, then as created. */
export function byPreference(a: Batch, b: Batch): number {
  if (a.eta === b.eta) return a.seq - b.seq
  if (a.eta === null) return -1
  if (b.eta === null) return 1
  return a.eta < b.eta ? -1 : 1
}
