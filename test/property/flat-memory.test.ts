import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { MemoryEventBus } from '../../src/adapters/memory/memory-event-bus.ts'
import { promised } from '../service/published-events.ts'

/** A million on demand: `npm run test:crash -- test/property/flat-memory.test.ts`. */
const publications = process.env.MODE === 'full' ? 1_000_000 : 10_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

test('background publications leave nothing behind, however many there are', async () => {
  const bus = new MemoryEventBus({ log: () => {} })
  let calls = 0
  bus.subscribeToAllEvents(() => calls++)
  bus.subscribe('Allocated', async () => {})
  bus.subscribe('Allocated', ({ position }) => {
    if (position % 10 === 0) throw new Error('no')
  })
  const publish = async (from: number, to: number) => {
    for (let position = from; position <= to; position++)
      await bus.publish([promised(position)], { background: true })
    while (bus.statistics.backgroundCompleted < to) await new Promise(resolve => void setImmediate(resolve))
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  await publish(1, 1_000)
  const early = await publish(1_001, publications / 2)

  const late = await publish(publications / 2 + 1, publications)

  expect(calls).toBe(publications)
  expect(bus.statistics.handlerErrors).toBe(publications / 10)
  // A queue of what was published would be a hundred bytes for each at least.
  expect(late - early).toBeLessThan(publications * 25)
})
