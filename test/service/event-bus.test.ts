import { expect, test } from 'vitest'
import { MemoryEventBus } from '../../src/adapters/memory/memory-event-bus.ts'
import type { Recipient } from '../../src/service/deliver.ts'
import type { Published } from '../../src/service/published.ts'
import { allocationRequired, orderid, ref, sku } from '../domain/facts.ts'
import { outOfStock, promised, published } from './published-events.ts'

test('three subscribers of five events are called thirteen times, without an error', async () => {
  const lamp = sku('LAMP')
  const asking = [1, 2, 3].map(n => published(allocationRequired(`o${n}`, n), n))
  const shipped = published({ type: 'OrderLineShipped', orderid: orderid('o1'), sku: lamp }, 4)
  const cancelled = published({ type: 'OrderLineCancelled', orderid: orderid('o2'), sku: lamp }, 5)
  const bus = new MemoryEventBus()
  const open = {
    subscribedTo: ['AllocationRequired', 'OrderLineShipped', 'OrderLineCancelled'] as const,
    orders: new Set<string>(),
    handle({ type, orderid }: Published<'AllocationRequired' | 'OrderLineShipped' | 'OrderLineCancelled'>) {
      if (type === 'AllocationRequired') this.orders.add(orderid)
      else this.orders.delete(orderid)
    },
  }
  const thanked: string[] = []
  const audited: string[] = []
  bus.subscribeAll(open)
  bus.subscribe('AllocationRequired', async ({ orderid }) => thanked.push(orderid))
  bus.subscribeToAllEvents({ handle: ({ type, id }) => audited.push(`${type} ${id}`) })

  for (const event of [...asking, shipped, cancelled]) await bus.publish([event])

  expect([...open.orders]).toEqual(['o3'])
  expect(thanked).toEqual(['o1', 'o2', 'o3'])
  expect(audited).toHaveLength(5)
  expect(bus.statistics).toMatchObject({ published: 5, handlersInvoked: 13, handlerErrors: 0 })
  expect([bus.subscriberCount('AllocationRequired'), bus.wildcardSubscriberCount]).toEqual([2, 1])
})

// This holds by type: `tsc` fails where an expected error does not come.
test('the type of an event says what its subscriber gets', async () => {
  const bus = new MemoryEventBus()
  const told: unknown[] = []

  bus.subscribe('Allocated', event => told.push(event.batchref))
  bus.subscribe('OutOfStock', {
    handle: async event => {
      told.push(event.orderid, event.correlationid)
    },
  })
  bus.subscribeToAllEvents(event => told.push(event.type === 'Allocated' ? event.batchref : event.type))
  // @ts-expect-error there is no such event
  expect(() => bus.subscribe('Alocated', () => {})).toThrow(TypeError)
  // @ts-expect-error an OutOfStock has no batchref
  bus.subscribe('OutOfStock', event => event.batchref)
  // @ts-expect-error nobody can change what others get
  bus.subscribe('BatchCreated', event => event.qty++)
  const batchrefOf = (event: Published<'Allocated'>) => event.batchref
  // @ts-expect-error a projection is called with what it names
  bus.subscribeAll({ subscribedTo: ['OutOfStock'], handle: batchrefOf })
  // @ts-expect-error whoever is given events from the journal is given all
  const diary: Recipient = batchrefOf
  await bus.publish([promised(1), outOfStock(2)])

  expect(diary).toBe(batchrefOf)
  expect(told).toEqual([ref('b1'), ref('b1'), 'o2', 'e2', 'OutOfStock'])
})
