import { afterAll, expect, test, vi } from 'vitest'
import { described, largeLog, smallLogs } from './crash-logs.ts'
import { chance, eachCase, isFull, report } from './extent.ts'
import { interruptedReplay } from './interrupted-replay.ts'
import { KillableAlloc } from './killable-alloc.ts'
import { Tally } from './tally.ts'
import { UninterruptedReplay } from './uninterrupted-replay.ts'

vi.setConfig({ testTimeout: 3_600_000 })

const alloc = new KillableAlloc()
const tally = new Tally()

afterAll(() => report(tally.toString()))

test.each(smallLogs.map(log => [described(log), log] as const))(
  'killed at any step, a replay and those that go on with it make what one makes (%s)',
  async (title, log) => {
    const uninterrupted = new UninterruptedReplay(alloc, log)
    const steps = await uninterrupted.steps
    const every = isFull ? 1 : Math.ceil(steps / 2)
    const first = 1 + Math.floor(chance('first', title) * every)
    const cases = Array.from({ length: Math.ceil((steps - first + 1) / every) }, (_, n) => first + n * every)

    await eachCase(title, cases, async step => {
      // What goes on has fewer steps left, and some of its own.
      const next = 1 + Math.floor(chance('next', title, step) * Math.min(steps, steps - step + 25))
      await interruptedReplay(alloc, log, uninterrupted, [{ step }, { step: next }], tally)
    })
    if (isFull) report(`${title}: ${steps} steps; so far ${tally}`)
  },
)

const largeLogs = isFull ? 15 : 2
const casesOfEach = isFull ? 10 : 3

test('killed at random moments, larger replays and those that go on with them make what one makes', async () => {
  for (let number = 0; number < largeLogs; number++) {
    const log = largeLog(number)
    const uninterrupted = new UninterruptedReplay(alloc, log)
    const durationMs = await uninterrupted.durationMs
    const cases = Array.from({ length: casesOfEach }, (_, n) => number * casesOfEach + n)

    await eachCase('at random moments', cases, async each => {
      const moment = (attempt: number) => ({
        afterMs: durationMs * (0.2 + 0.8 * chance('moment', each, attempt)),
      })
      await interruptedReplay(alloc, log, uninterrupted, [moment(0), moment(1), moment(2)], tally)
    })
    if (isFull) report(`${log.lines.length} lines, ${described(log)}: so far ${tally}`)
  }
})

test('enough processes were really killed', () => {
  expect(tally.kills).toBeGreaterThanOrEqual(isFull ? 1_000 : 40)
  expect(tally.share).toBeGreaterThanOrEqual(0.4)
})
