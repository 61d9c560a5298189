import type { EmittedEvent } from '../domain/events.ts'
import type { BatchRef, Sku } from '../domain/identifiers.ts'
import type { Undo } from '../domain/pending.ts'
import type { Product } from '../domain/product.ts'
import { appended } from '../domain/short-list.ts'

/** The products of a warehouse, by name. */
export interface ProductRepository {
  get(sku: Sku): Product | undefined
  /** The product that has this batch. */
  getByBatchref(ref: BatchRef): Product | undefined
  add(product: Product): void
}

/** What a handler works in: what it did not commit is rolled back when it returns. */
export interface UnitOfWork {
  readonly products: ProductRepository
  commit(): void
  rollback(): void
  /** The events of what was committed and not yet collected, in the order of their emission. */
  collectNewEvents(): readonly EmittedEvent[]
}

/** A unit of work whose chains are kept or dropped as a whole, by whoever runs them. */
export interface ChainUnitOfWork extends UnitOfWork {
  /** Ends a chain that is whole. */
  keep(): unknown
  /** Ends a chain that failed: everything is as it was before its input. */
  drop(): void
}

/** A repository that can take back an `add`; each store has one, with an identity map. */
export interface ProductSource extends ProductRepository {
  remove(product: Product): void
}

/**
 * The unit of work of one chain after another, over any store's products. `commit` makes the work of a
 * handler stand within its chain; `keep` and `drop` decide about the chain as a whole. A product belongs to it
 * from when it is got until `rollback`, `keep` or `drop`.
 */
export class StagedUnitOfWork implements ChainUnitOfWork {
  readonly products: ProductRepository
  readonly #seen = new Set<Product>()
  /** The one seen last: a chain mostly stays within one product. */
  #recent: Product | undefined
  #added: Undo[] = []
  #newEvents: EmittedEvent[] = []
  #undo: Undo[] = []
  #changed = false

  constructor(source: ProductSource) {
    this.products = {
      get: sku => this.#see(source.get(sku)),
      getByBatchref: ref => this.#see(source.getByBatchref(ref)),
      add: product => {
        if (source.get(product.sku)) throw new Error(`there is a product ${product.sku} already`)
        source.add(product)
        this.#added.push(() => source.remove(product))
        this.#see(product)
      },
    }
  }

  commit(): void {
    if (this.#added.length > 0) {
      this.#undo = appended(this.#undo, this.#added)
      this.#added = []
    }
    for (const product of this.#seen) {
      const { events, undo, changed } = product.settle()
      this.#newEvents = appended(this.#newEvents, events)
      this.#undo = appended(this.#undo, undo)
      if (changed) this.#changed = true
    }
  }

  rollback(): void {
    if (this.#seen.size === 0) return
    this.#recent = undefined
    for (const product of this.#seen) product.revert()
    for (const undo of this.#added.reverse()) undo()
    this.#seen.clear()
    this.#added.length = 0
  }

  collectNewEvents(): readonly EmittedEvent[] {
    const events = this.#newEvents
    if (events.length > 0) this.#newEvents = []
    return events
  }

  /**
   * Ends a chain that is whole; what was not committed is rolled back.
   *
   * @returns whether it changed anything, and the steps that would take it back, last first
   */
  keep(): { readonly changed: boolean; readonly undo: readonly Undo[] } {
    this.rollback()
    const kept = { changed: this.#changed, undo: this.#undo }
    if (this.#undo.length > 0) this.#undo = []
    if (this.#newEvents.length > 0) this.#newEvents = []
    this.#changed = false
    return kept
  }

  drop(): void {
    const { undo } = this.keep()
    for (let i = undo.length - 1; i >= 0; i--) undo[i]?.()
  }

  #see(product: Product | undefined): Product | undefined {
    if (product && product !== this.#recent) {
      this.#seen.add(product)
      this.#recent = product
    }
    return product
  }
}
