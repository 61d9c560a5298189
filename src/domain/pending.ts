import type { EmittedEvent } from './events.ts'
import { withOneMore } from './short-list.ts'

/** Takes one change back. */
export type Undo = () => void

/** What a unit of work did to a product, once it stands. */
export type Settled = {
  /** The receiver's own, like `undo`. */
  readonly events: EmittedEvent[]
  /** To be called last first, if the chain is dropped after all. */
  readonly undo: Undo[]
  readonly changed: boolean
}

/** What a product did since its last unit of work ended: the events it emitted, and how to take it all back. */
export class Pending {
  #events: EmittedEvent[] = []
  #undo: Undo[] = []
  #changed = false

  emit(event: EmittedEvent): void {
    this.#events = withOneMore(this.#events, event)
  }

  /** Notes a change of the product. */
  change(undo: Undo): void {
    this.#changed = true
    this.#undo.push(undo)
  }

  /** Notes what goes with the changes but is none of them. */
  note(undo: Undo): void {
    this.#undo.push(undo)
  }

  get changed(): boolean {
    return this.#changed
  }

  /** Hands everything over and starts anew. */
  settle(): Settled {
    const settled = { events: this.#events, undo: this.#undo, changed: this.#changed }
    if (settled.events.length > 0) this.#events = []
    if (settled.undo.length > 0) this.#undo = []
    this.#changed = false
    return settled
  }

  revert(): void {
    if (this.#undo.length === 0 && this.#events.length === 0) return
    const { undo } = this.settle()
    for (let i = undo.length - 1; i >= 0; i--) undo[i]?.()
  }
}
