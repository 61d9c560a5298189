import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderLine } from '../../src/domain/order-line.ts'
import { linesToTakeBack } from '../../src/domain/take-back.ts'
import { orderid, ref } from './facts.ts'

const batchAndDeficit = fc
  .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 })
  .chain(units => fc.record({ units: fc.constant(units), deficit: fc.integer({ min: 1, max: sum(units) }) }))

test('of all sets that cover the deficit, the one that spares the longest-waiting is taken back', () => {
  const check = fc.property(batchAndDeficit, ({ units, deficit }) => {
    const taken = linesToTakeBack(deficit, newestFirst(units)).map(line => line.seq)

    expect(taken).toEqual(bestByTryingAll(units, deficit))
  })

  fc.assert(check, { numRuns: 2_000 })
})

test('no line is taken back that the others make unnecessary', () => {
  const check = fc.property(batchAndDeficit, ({ units, deficit }) => {
    const taken = linesToTakeBack(deficit, newestFirst(units)).map(line => line.qty)
    const fewer = properSubsets(taken).map(sum)

    expect(sum(taken)).toBeGreaterThanOrEqual(deficit)
    expect(Math.max(...fewer)).toBeLessThan(deficit)
  })

  fc.assert(check, { numRuns: 2_000 })
})

test('no more lines are read than the deficit needs', () => {
  const lines = newestFirst([1, 1, 1, 2, 2])[Symbol.iterator]()

  linesToTakeBack(3, { [Symbol.iterator]: () => ({ next: () => lines.next() }) })

  expect(lines.next().value?.seq).toBe(2)
})

/** By age: the newest lines that just cover the deficit, less, oldest first, all that can be spared. */
function bestByTryingAll(units: readonly number[], deficit: number): readonly number[] {
  const reach = units.findLastIndex((_, from) => sum(units.slice(from)) >= deficit)
  const candidates = units.map((_, seq) => seq).slice(reach)
  const covering = [candidates, ...properSubsets(candidates)].filter(
    taken => sum(taken.map(seq => units[seq] ?? 0)) >= deficit,
  )
  const spared = (taken: readonly number[]) =>
    candidates.map(seq => (taken.includes(seq) ? '0' : '1')).join('')
  return covering.toSorted((a, b) => (spared(a) < spared(b) ? 1 : -1))[0] ?? []
}

function properSubsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, mask) =>
    items.filter((_, place) => mask & (1 << place)),
  )
}

/** Lines by age, each with so many units. */
function newestFirst(units: readonly number[]): OrderLine[] {
  return units
    .map(
      (qty, seq): OrderLine => ({
        seq,
        orderid: orderid(`o${seq}`),
        qty,
        state: 'open',
        batchref: ref('b1'),
      }),
    )
    .reverse()
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
