import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FirstFit } from '../../src/domain/first-fit.ts'

type Item = { readonly seq: number; readonly place: number; weight: number }
type Step = { readonly verb: 'add' | 'remove' | 'reweigh'; readonly place: number; readonly weight: number }

const place = fc.integer({ min: 0, max: 12 })
const weight = fc.integer({ min: -3, max: 9 })
const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom('add', 'add', 'remove', 'reweigh'),
  place,
  weight,
})

test('it finds what a walk along the sorted items finds, whatever came, went and changed', () => {
  const check = fc.property(fc.array(step, { size: 'large' }), weight, place, (steps, wanted, after) => {
    const both = new Both()
    for (const each of steps) both.take(each)

    expect([...both.tree]).toEqual(both.sorted)
    expect(both.tree.heaviest).toBe(Math.max(...both.sorted.map(item => item.weight)))
    expect(both.tree.first(wanted)).toBe(both.sorted.find(item => item.weight >= wanted))
    expect(both.tree.first(wanted, { place: after })).toBe(
      both.sorted.find(item => item.weight >= wanted && item.place > after),
    )
  })

  fc.assert(check, { numRuns: 2_000 })
})

test('ten thousand items in order are added at a few dozen comparisons each', () => {
  const comparisons = { count: 0 }
  const tree = new FirstFit<Item>(
    (a, b) => {
      comparisons.count++
      return a.place - b.place
    },
    item => item.weight,
  )

  for (let place = 0; place < 10_000; place++) tree.add({ seq: place, place, weight: 0 })

  expect(comparisons.count / 10_000).toBeLessThan(40)
})

/** The tree, and what it stands for: a sorted array. */
class Both {
  readonly tree = new FirstFit<Item, Pick<Item, 'place'>>(
    (a, b) => a.place - b.place,
    item => item.weight,
  )
  sorted: Item[] = []

  take({ verb, place, weight }: Step): void {
    const item = this.sorted.find(its => its.place === place)
    if (verb === 'add' && !item) this.#add({ seq: 100 - place, place, weight })
    if (verb === 'remove' && item) this.#remove(item)
    if (verb === 'reweigh' && item) this.#reweigh(item, weight)
  }

  #add(item: Item): void {
    this.tree.add(item)
    this.sorted = [...this.sorted, item].sort((a, b) => a.place - b.place)
  }

  #remove(item: Item): void {
    this.tree.remove(item)
    this.sorted = this.sorted.filter(its => its !== item)
  }

  #reweigh(item: Item, weight: number): void {
    item.weight = weight
    this.tree.reweigh(item)
  }
}
