import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch } from '../../src/domain/batch.ts'
import type { BatchRef } from '../../src/domain/identifiers.ts'
import type { Undo } from '../../src/domain/pending.ts'
import { Product } from '../../src/domain/product.ts'
import { RecordsInMemory } from '../../src/domain/records-in-memory.ts'
import { Refusal } from '../../src/domain/refusal.ts'
import { batchCreated, orderid, ref, sku } from './facts.ts'

type Deed = (product: Product) => unknown

const batchPlace = fc.integer({ min: 1, max: 4 }).map(place => `b${place}`)
const order = fc.integer({ min: 1, max: 6 }).map(place => orderid(`o${place}`))
const qty = fc.integer({ min: 0, max: 12 })
const due = fc.constantFrom(null, '2030-01-01', '2030-01-02')
const counts = fc.uniqueArray(fc.record({ ref: batchPlace.map(ref), qty }), {
  selector: count => count.ref,
  minLength: 1,
  maxLength: 3,
})

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(batchPlace, qty, due).map(
    ([name, units, day]): Deed =>
      product =>
        product.addBatch(batchCreated(name, units, day)),
  ),
  fc.tuple(order, fc.integer({ min: 1, max: 5 })).map(
    ([line, units]): Deed =>
      product =>
        product.allocate(line, units),
  ),
  counts.map(
    (found): Deed =>
      product =>
        product.recount(found, () => []),
  ),
  batchPlace.map(
    (name): Deed =>
      product =>
        product.receive(ref(name)),
  ),
  order.map(
    (line): Deed =>
      product =>
        product.ship(line),
  ),
  order.map(
    (line): Deed =>
      product =>
        product.cancel(line),
  ),
  fc.constant((product: Product) => product.offerBackorder(0)),
)
const deeds = fc.array(deed, { maxLength: 12, size: 'max' })

test('what is taken back was never done: it shows neither then nor later', () => {
  const check = fc.property(deeds, deeds, deeds, (before, between, after) => {
    const [plain, turned] = [new Shelf(before), new Shelf(before)]

    turned.attempt(between)
    turned.product.revert()

    expect(turned.observed()).toEqual(plain.observed())
    expect(turned.attempt(after)).toEqual(plain.attempt(after))
    expect(turned.observed()).toEqual(plain.observed())
  })

  fc.assert(check, { numRuns: 2_000 })
})

test('what was settled can be taken back too, unit of work by unit of work', () => {
  const check = fc.property(deeds, deeds, deeds, (before, between, after) => {
    const [plain, turned] = [new Shelf(before), new Shelf(before)]

    const undo = between.flatMap(each => turned.settled(each))
    for (const step of undo.toReversed()) step()

    expect(turned.observed()).toEqual(plain.observed())
    expect(turned.attempt(after)).toEqual(plain.attempt(after))
    expect(turned.observed()).toEqual(plain.observed())
  })

  fc.assert(check, { numRuns: 2_000 })
})

/** A product among others: numbers were given out before. */
class Shelf {
  readonly #last = { batch: 7, line: 70 }
  /** Batches that the product need not hold. */
  readonly #kept = new Map<BatchRef, Batch>()
  readonly #records = Object.assign(new RecordsInMemory(this.#last), {
    findBatch: (ref: BatchRef) => this.#kept.get(ref),
    furtherBatches: () => [...this.#kept.values()],
  })
  readonly product = new Product(sku('LAMP'), this.#records)

  constructor(history: readonly Deed[]) {
    this.attempt(history)
    this.product.settle()
    for (const batch of this.product.batches) this.#kept.set(batch.ref, batch)
    this.product.letGo()
    this.product.forgetRestocking()
  }

  /** Does what can be done; tells what each deed returned, or why it was refused. */
  attempt(deeds: readonly Deed[]): readonly unknown[] {
    return deeds.map(each => this.#attempt(each))
  }

  /** Does one thing in a unit of work of its own. */
  settled(deed: Deed): readonly Undo[] {
    this.#attempt(deed)
    return this.product.settle().undo
  }

  observed(): object {
    const { version, restocked, touched, batches } = this.product
    return {
      version,
      restocked,
      touched: [...touched].map(batch => batch.ref).sort(),
      batches: [...batches].map(({ seq, ref, state, created }) => ({ seq, ref, state, created })),
      byName: ['b1', 'b2', 'b3', 'b4'].map(name => this.product.batch(ref(name))?.state),
      lines: this.#records.lines,
      last: { ...this.#last },
    }
  }

  #attempt(deed: Deed): unknown {
    try {
      return deed(this.product)
    } catch (error) {
      if (error instanceof Refusal) return error.message
      throw error
    }
  }
}
