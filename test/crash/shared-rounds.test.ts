import { afterAll, expect, test, vi } from 'vitest'
import { eachCase, isFull, report } from './extent.ts'
import { KillableAlloc } from './killable-alloc.ts'
import { SharedRound } from './shared-round.ts'
import { Tally } from './tally.ts'

vi.setConfig({ testTimeout: 3_600_000 })

const rounds = isFull ? 240 : 5
const alloc = new KillableAlloc()
const tally = new Tally()
let mixed = 0
let seen = 0

afterAll(() => {
  report(
    `${rounds} rounds on a shared database, mixed in ${mixed}, looked at ${seen} times meanwhile; ${tally}`,
  )
})

test('what two or three processes make of one database at once, one after the other makes, too', async () => {
  await eachCase(
    'at once',
    Array.from({ length: rounds }, (_, number) => number),
    async number => {
      const { turns, looks } = await new SharedRound(alloc, number).run(tally)
      if (turns > 3) mixed++
      seen += looks
    },
  )

  // Of a few rounds none need be.
  expect(mixed).toBeGreaterThanOrEqual(isFull ? rounds / 4 : 0)
  expect(seen).toBeGreaterThan(rounds)
})
