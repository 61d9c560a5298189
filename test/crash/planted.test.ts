import { expect, test, vi } from 'vitest'
import { smallLogs } from './crash-logs.ts'
import { chance, report } from './extent.ts'
import { interruptedReplay } from './interrupted-replay.ts'
import { blindness, defects, planted } from './planted-defects.ts'
import { SharedRound } from './shared-round.ts'
import { Tally } from './tally.ts'
import { UninterruptedReplay } from './uninterrupted-replay.ts'

vi.setConfig({ testTimeout: 600_000 })

const log = smallLogs.find(({ way, commit }) => way === 'stdin' && commit === '4')

test.each(Object.entries(defects))('a kill finds it when %s', async (what, defect) => {
  if (!log) throw new Error('there is no such log')
  const alloc = planted(defect)
  const uninterrupted = new UninterruptedReplay(alloc, log)
  const total = await uninterrupted.steps
  const steps = Array.from({ length: total }, (_, n) => n + 1)
  const shuffled = steps.toSorted((a, b) => chance(what, a) - chance(what, b))
  const tally = new Tally()

  const found = await firstFailure(shuffled, step =>
    interruptedReplay(alloc, log, uninterrupted, [{ step }], tally),
  )

  report(`${what}: found by kill ${tally.kills} of at most ${total}: ${found.split('\n')[0]}`)
  expect(found).toMatch(/AssertionError/)
})

test('a shared database finds it when nobody sees what others wrote', async () => {
  const alloc = planted(blindness)
  const tally = new Tally()
  const rounds = Array.from({ length: 12 }, (_, number) => number)

  const found = await firstFailure(rounds, async number => {
    await new SharedRound(alloc, number).run(tally)
  })

  report(`nobody sees what others wrote: ${found.split('\n')[0]}`)
  expect(found).toMatch(/AssertionError/)
})

async function firstFailure(
  steps: readonly number[],
  check: (step: number) => Promise<void>,
): Promise<string> {
  for (const step of steps) {
    try {
      await check(step)
    } catch (error) {
      return String(error)
    }
  }
  return ''
}
