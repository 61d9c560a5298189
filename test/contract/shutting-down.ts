import { expect, test } from 'vitest'
import { asked, outOfStock, promised } from '../service/published-events.ts'
import type { OpenBus } from './event-bus-contract.ts'

/** How a bus ends. */
export function shuttingDown(open: OpenBus): void {
  test('a bus that was shut down accepts nothing, in the foreground or the background', async () => {
    const bus = open()
    let calls = 0
    bus.subscribeToAllEvents(() => calls++)

    const abandoned = await bus.shutdown()

    await expect(bus.publish([promised(1)])).rejects.toThrow('the event bus was shut down')
    await expect(bus.publish([promised(1)], { background: true })).rejects.toThrow(
      'the event bus was shut down',
    )
    expect([abandoned, calls, bus.statistics.published]).toEqual([[], 0, 0])
  })

  test('what is not delivered in time is handed back, and nobody is called with it', async () => {
    const bus = open()
    const calls: string[] = []
    bus.subscribe('AllocationRequired', () => new Promise(() => {}))
    bus.subscribeToAllEvents(({ id }) => calls.push(id))
    await bus.publish([promised(1), asked(2), promised(3)], { background: true })
    await bus.publish([outOfStock(4)], { background: true })

    const abandoned = await bus.shutdown(20)
    await new Promise(resolve => void setImmediate(resolve))

    expect(abandoned).toEqual([asked(2), promised(3), outOfStock(4)])
    expect(calls).toEqual(['e1'])
    expect(bus.statistics).toMatchObject({ published: 1, backgroundCreated: 2, backgroundCompleted: 0 })
  })

  test('a publisher that waits for subscribers is told that they were cut short', async () => {
    const bus = open()
    bus.subscribe('AllocationRequired', () => new Promise(() => {}))
    const publishing = bus.publish([asked(1), promised(2)])
    const told = expect(publishing).rejects.toThrow('shut down before all events were delivered')

    const abandoned = await bus.shutdown(1)

    await told
    expect(abandoned).toEqual([asked(1), promised(2)])
  })

  test('a publisher that waits for room is told that nothing of it was accepted', async () => {
    const bus = open({ backgroundLimit: 1 })
    const calls: string[] = []
    bus.subscribeToAllEvents(({ id }) => calls.push(id))
    await bus.publish([promised(1)], { background: true })
    const told = expect(bus.publish([promised(2)], { background: true })).rejects.toThrow('shut down')

    const abandoned = await bus.shutdown()

    await told
    expect([calls, abandoned]).toEqual([['e1'], []])
  })

  test('to shut down twice is to wait for the same end', async () => {
    const bus = open()
    bus.subscribe('AllocationRequired', () => new Promise(() => {}))
    await bus.publish([asked(1)], { background: true })

    const ends = await Promise.all([bus.shutdown(5), bus.shutdown(60_000)])

    expect(ends).toEqual([[asked(1)], [asked(1)]])
  })

  test('a failure after the end is nobody’s any more', async () => {
    const failures: unknown[] = []
    const bus = open({ onError: failure => failures.push(failure), log: () => {} })
    let fail = () => {}
    bus.subscribe('AllocationRequired', () => {
      return new Promise((_, reject) => {
        fail = () => reject(new Error('too late'))
      })
    })
    await bus.publish([asked(1)], { background: true })
    await bus.shutdown(10)

    fail()
    await new Promise(resolve => void setImmediate(resolve))

    expect([failures, bus.statistics.handlerErrors]).toEqual([[], 0])
  })
}
