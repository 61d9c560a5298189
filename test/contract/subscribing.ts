import { expect, test } from 'vitest'
import type { Subscriber } from '../../src/service/event-bus.ts'
import type { Published } from '../../src/service/published.ts'
import { asked, outOfStock, promised } from '../service/published-events.ts'
import type { OpenBus } from './event-bus-contract.ts'

/** Who subscribes to what, and until when. */
export function subscribing(open: OpenBus): void {
  test('a subscriber is called with the events of its type, and no others', async () => {
    const bus = open()
    const promises: Published[] = []
    bus.subscribe('Allocated', event => promises.push(event))

    await bus.publish([asked(1), promised(2), outOfStock(3), promised(4)])

    expect(promises).toEqual([promised(2), promised(4)])
  })

  test('one that subscribes to all events is called with each', async () => {
    const bus = open()
    const all: Published[] = []
    bus.subscribeToAllEvents({ handle: event => all.push(event) })

    await bus.publish([asked(1), promised(2), outOfStock(3)])

    expect(all).toEqual([asked(1), promised(2), outOfStock(3)])
  })

  test('a projection is called with the types that it names, as the object that it is', async () => {
    const bus = open()
    class Waiting {
      readonly subscribedTo = ['OutOfStock', 'Allocated'] as const
      readonly orders = new Set<string>()
      handle({ type, orderid }: Published<'OutOfStock' | 'Allocated'>): void {
        if (type === 'OutOfStock') this.orders.add(orderid)
        else this.orders.delete(orderid)
      }
    }
    const waiting = new Waiting()
    bus.subscribeAll(waiting)

    await bus.publish([asked(1), outOfStock(1), asked(2), outOfStock(2), promised(1)])

    expect([...waiting.orders]).toEqual(['o2'])
    expect([bus.subscriberCount('OutOfStock'), bus.subscriberCount(), bus.wildcardSubscriberCount]).toEqual([
      1, 2, 0,
    ])
  })

  test('one that subscribes twice is called twice, and once when it has unsubscribed once', async () => {
    const bus = open()
    let calls = 0
    const count = () => calls++
    bus.subscribe('Allocated', count)
    bus.subscribe('Allocated', count)
    bus.subscribeToAllEvents(count)
    await bus.publish([promised(1)])

    const isFound = bus.unsubscribe('Allocated', count)
    await bus.publish([promised(2)])

    expect([isFound, calls]).toEqual([true, 5])
  })

  test('who never subscribed cannot unsubscribe, and nobody else loses by it', async () => {
    const bus = open()
    let calls = 0
    const count = () => calls++
    bus.subscribe('Allocated', count)

    const found = [
      bus.unsubscribe('OutOfStock', count),
      bus.unsubscribe('Allocated', () => {}),
      bus.unsubscribeFromAllEvents(count),
    ]
    await bus.publish([promised(1)])

    expect([found, calls]).toEqual([[false, false, false], 1])
  })

  test('nobody is called when all subscribers were cleared', async () => {
    const bus = open()
    let calls = 0
    const count = () => calls++
    bus.subscribe('Allocated', count)
    bus.subscribeToAllEvents(count)

    bus.clearSubscribers()
    await bus.publish([promised(1)])

    expect([calls, bus.subscriberCount(), bus.wildcardSubscriberCount]).toEqual([0, 0, 0])
  })

  test('a subscriber that cannot be called is refused at once', () => {
    const bus = open()
    const wrong = [undefined, null, 'mail', {}, { handle: 'mail' }] as unknown as Subscriber[]

    for (const subscriber of wrong) {
      expect(() => bus.subscribe('Allocated', subscriber)).toThrow(TypeError)
      expect(() => bus.subscribeToAllEvents(subscriber)).toThrow(TypeError)
    }
    expect(bus.subscriberCount()).toBe(0)
  })

  test('a type of event that there is not is refused, with the one that was meant', () => {
    const bus = open()
    const mistyped = 'Alocated' as 'Allocated'

    expect(() => bus.subscribe(mistyped, () => {})).toThrow(
      new TypeError('there is no event "Alocated"; did you mean "Allocated"?'),
    )
    expect(() => bus.subscribeAll({ subscribedTo: ['OutOfStock', mistyped], handle: () => {} })).toThrow(
      TypeError,
    )
    expect(() => bus.subscribeAll({ subscribedTo: [], handle: () => {} })).toThrow(TypeError)
    expect(bus.subscriberCount()).toBe(0)
  })
}
