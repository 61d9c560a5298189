import type { EmittedEvent } from '../../src/domain/events.ts'
import type { Product } from '../../src/domain/product.ts'
import type { ProductRepository, UnitOfWork } from '../../src/service/unit-of-work.ts'

/** Products in an array; the events of what is committed are recorded, and nobody handles them. */
export class FakeUnitOfWork implements UnitOfWork {
  readonly events: EmittedEvent[] = []
  readonly #products: Product[] = []
  readonly products: ProductRepository = {
    get: sku => this.#products.find(product => product.sku === sku),
    getByBatchref: ref => this.#products.find(product => product.batch(ref)),
    add: product => void this.#products.push(product),
  }

  commit(): void {
    this.events.push(...this.#products.flatMap(product => product.settle().events))
  }

  rollback(): void {
    for (const product of this.#products) product.revert()
  }

  collectNewEvents(): readonly EmittedEvent[] {
    return []
  }
}
