import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ToldFile } from '../../src/cli/told-file.ts'
import type { Told } from '../../src/service/verification.ts'

test('outcomes come out in the order in which they went in, however many wait in the file', () => {
  let most = 0
  const step = fc.record({ push: fc.nat({ max: 2_000 }), shift: fc.nat({ max: 2_000 }) })
  const check = fc.property(
    fc.array(step, { maxLength: 12 }),
    fc.integer({ min: 1, max: 50 }),
    (steps, limit) => {
      const file = new ToldFile(limit)
      const expected: Told[] = []
      let pushed = 0
      try {
        for (const { push, shift } of steps) {
          for (let n = 0; n < push; n++) {
            const told = toldOf(pushed++)
            file.push(told)
            expected.push(told)
          }
          most = Math.max(most, expected.length)
          const shifted = Array.from({ length: shift }, () => file.shift())
          expect(shifted).toEqual(Array.from({ length: shift }, () => expected.shift()))
          expect(file.isEmpty).toBe(expected.length === 0)
        }
      } finally {
        file.close()
      }
    },
  )

  fc.assert(check, { numRuns: 40, examples: [[aFlood, 7]] })

  // More than a block of the file, so that lines are cut between two.
  expect(most).toBeGreaterThan(5_000)
})

const aFlood = [
  ...Array.from({ length: 4 }, () => ({ push: 2_000, shift: 10 })),
  { push: 2_000, shift: 9_000 },
  { push: 500, shift: 2_000 },
]

function toldOf(n: number): Told {
  return { at: `log.ndjson:${n}`, outcome: { type: 'Allocated', orderid: `größer\n"${n}`, qty: n } }
}
