import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { SubscriberFailure } from '../../src/service/event-bus.ts'
import { asked, outOfStock, promised } from '../service/published-events.ts'
import type { OpenBus } from './event-bus-contract.ts'

type Fail = (error: unknown) => void

function throws(): never {
  throw new Error('no')
}

/** In which order subscribers are called, and what becomes of those that fail. */
export function delivering(open: OpenBus): void {
  test('events go one after the other, to those of their type before those of all, in order of subscription', async () => {
    const bus = open()
    const calls: string[] = []
    bus.subscribeToAllEvents(({ id }) => calls.push(`${id} all 1`))
    bus.subscribe('Allocated', async ({ id }) => {
      await setImmediate()
      calls.push(`${id} slow`)
    })
    bus.subscribe('Allocated', ({ id }) => calls.push(`${id} quick`))
    bus.subscribeToAllEvents(({ id }) => calls.push(`${id} all 2`))

    await bus.publish([promised(1), asked(2), promised(3)])

    expect(calls).toEqual([
      ...['e1 slow', 'e1 quick', 'e1 all 1', 'e1 all 2'],
      ...['e2 all 1', 'e2 all 2'],
      ...['e3 slow', 'e3 quick', 'e3 all 1', 'e3 all 2'],
    ])
  })

  test('the failure of one reaches neither the others nor the publisher; it is counted, logged and told', async () => {
    const failures: SubscriberFailure[] = []
    const lines: string[] = []
    const bus = open({ onError: failure => failures.push(failure), log: line => lines.push(line) })
    const calls: string[] = []
    const unreachable = new Error('no route to host')
    bus.subscribe('Allocated', function mail() {
      throw unreachable
    })
    bus.subscribe('Allocated', async function post() {
      await setImmediate()
      throw 'refused'
    })
    bus.subscribe('Allocated', ({ id }) => calls.push(id))

    await bus.publish([promised(1), promised(2)])

    expect(calls).toEqual(['e1', 'e2'])
    expect(failures.map(({ event, name, error }) => [event.id, name, error])).toEqual([
      ['e1', 'mail', unreachable],
      ['e1', 'post', 'refused'],
      ['e2', 'mail', unreachable],
      ['e2', 'post', 'refused'],
    ])
    expect(lines).toHaveLength(4)
    expect(lines[0]).toBe('alloc: the subscriber mail failed on Allocated "e1": no route to host')
    expect(bus.statistics).toMatchObject({ published: 2, handlersInvoked: 6, handlerErrors: 4 })
  })

  test('a promise of their own making may fail in any way', async () => {
    const errors: unknown[] = []
    const bus = open({ onError: ({ error }) => errors.push(error), log: () => {} })
    const calls: string[] = []
    const madeOf = (of: object, then: PropertyDescriptor) => () => Object.defineProperty(of, 'then', then)
    bus.subscribe('Allocated', madeOf({}, { value: throws }))
    bus.subscribe(
      'Allocated',
      madeOf(() => {}, { value: (_: unknown, fail: Fail) => fail('called') }),
    )
    bus.subscribe('Allocated', madeOf({}, { get: throws }))
    bus.subscribe('Allocated', ({ id }) => calls.push(id))

    await bus.publish([promised(1)])
    await bus.publish([promised(2)], { background: true })
    const abandoned = await bus.shutdown()

    expect(calls).toEqual(['e1', 'e2'])
    const failures = [new Error('no'), 'called', new Error('no')]
    expect([errors, abandoned]).toEqual([[...failures, ...failures], []])
  })

  test('a subscriber without a proper name is told of as one', async () => {
    const lines: string[] = []
    const bus = open({ log: line => lines.push(line) })
    bus.subscribe('Allocated', Object.assign(Object.create(null), { handle: throws }))
    bus.subscribe('Allocated', { constructor: null, handle: throws } as never)
    bus.subscribe('Allocated', Object.defineProperty(throws.bind(null), 'name', { get: throws }))

    await bus.publish([promised(1)])

    expect(lines).toEqual(Array(3).fill('alloc: a subscriber failed on Allocated "e1": no'))
  })

  test('whoever is told of failures may fail, too', async () => {
    const broken = () => {
      throw new Error('the log is full')
    }
    const bus = open({ log: broken, onError: broken })
    let calls = 0
    bus.subscribe('Allocated', () => {
      throw new Error('no')
    })
    bus.subscribe('Allocated', () => calls++)

    await bus.publish([promised(1)])

    expect([calls, bus.statistics.handlerErrors]).toEqual([1, 1])
  })

  test('a failure is logged, whatever was thrown', async () => {
    const lines: string[] = []
    const bus = open({ log: line => lines.push(line) })
    bus.subscribe('Allocated', () => Promise.reject(Object.create(null)))

    await bus.publish([promised(1)])

    expect(lines).toEqual(['alloc: a subscriber failed on Allocated "e1": it threw what has no text'])
  })

  test('one that takes too long has failed, and is not called again', async () => {
    const failures: unknown[] = []
    const bus = open({ subscriberTimeoutMs: 1, onError: ({ error }) => failures.push(error), log: () => {} })
    let calls = 0
    bus.subscribe('Allocated', () => new Promise(() => {}))
    bus.subscribe('Allocated', () => calls++)

    await bus.publish([promised(1), promised(2)])

    expect(failures).toEqual([new Error('it took more than 1 ms, and is not called any more')])
    expect([calls, bus.subscriberCount()]).toEqual([2, 1])
  })

  test('who subscribes while an event is delivered is called from the next on', async () => {
    const bus = open()
    const calls: string[] = []
    const late = ({ id }: { id: string }) => calls.push(`${id} late`)
    const latest = ({ id }: { id: string }) => calls.push(`${id} latest`)
    bus.subscribe('Allocated', ({ id }) => {
      if (id !== 'e1') return
      bus.subscribe('Allocated', late)
      bus.subscribeToAllEvents(latest)
    })
    bus.subscribeToAllEvents(() => {})

    await bus.publish([promised(1), promised(2)])

    expect(calls.filter(call => call.endsWith(' late'))).toEqual(['e2 late'])
    expect(calls.filter(call => call.endsWith('latest'))).toEqual(['e2 latest'])
  })

  test('who was unsubscribed is not called any more, not even with the event that is being delivered', async () => {
    const bus = open()
    const calls: string[] = []
    const second = ({ id }: { id: string }) => calls.push(`${id} second`)
    const third = ({ id }: { id: string }) => calls.push(`${id} third`)
    const all = ({ id }: { id: string }) => calls.push(`${id} all`)
    bus.subscribe('Allocated', ({ id }) => {
      calls.push(`${id} first`)
      bus.unsubscribe('Allocated', second)
      bus.unsubscribeFromAllEvents(all)
    })
    bus.subscribe('Allocated', second)
    bus.subscribe('Allocated', third)
    bus.subscribeToAllEvents(all)

    await bus.publish([promised(1), promised(2)])

    expect(calls).toEqual(['e1 first', 'e1 third', 'e2 first', 'e2 third'])
  })

  test('a subscriber may publish', async () => {
    const bus = open()
    const calls: string[] = []
    bus.subscribe('AllocationRequired', async () => {
      await bus.publish([promised(2)])
      calls.push('asked')
    })
    bus.subscribe('Allocated', () => calls.push('promised'))

    await bus.publish([asked(1)])

    expect(calls).toEqual(['promised', 'asked'])
  })

  test('statistics count from the beginning, and are a copy', async () => {
    const bus = open()
    const before = bus.statistics
    bus.subscribe('Allocated', () => {})
    await bus.publish([promised(1), outOfStock(2)])

    expect(before).toEqual({
      ...{ published: 0, handlersInvoked: 0, handlerErrors: 0 },
      ...{ backgroundCreated: 0, backgroundCompleted: 0 },
    })
    expect(bus.statistics).toEqual({ ...before, published: 2, handlersInvoked: 1 })
  })
}
