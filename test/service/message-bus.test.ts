import { beforeEach, expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import type { AllocationRequired, OutOfStock } from '../../src/domain/events.ts'
import { Refusal } from '../../src/domain/refusal.ts'
import type { HandlerTable } from '../../src/service/handler.ts'
import { allocate, handlers } from '../../src/service/handlers.ts'
import { MessageBus } from '../../src/service/message-bus.ts'
import { StagedUnitOfWork, type UnitOfWork } from '../../src/service/unit-of-work.ts'
import { allocationRequired, batchCreated, batchQuantityChanged, ref, sku } from '../domain/facts.ts'
import { holdings } from './engine.ts'

let store: MemoryStore
let uow: StagedUnitOfWork

beforeEach(() => {
  store = new MemoryStore()
  uow = new StagedUnitOfWork(store.products)
  const bus = new MessageBus()
  bus.handle(batchCreated('b1', 10), uow)
  bus.handle(batchCreated('b2', 4, '2030-01-01'), uow)
  bus.handle(allocationRequired('o1', 5), uow)
  bus.handle(allocationRequired('o2', 5), uow)
})

test('the results of all handlers come back in the order in which they ran, the own one first', () => {
  const bus = new MessageBus({
    ...handlers,
    BatchQuantityChanged: [...handlers.BatchQuantityChanged, () => 'counted'],
    OutOfStock: [({ orderid }) => `${orderid} waits`],
  })

  const results = bus.handle(batchQuantityChanged('b1', 0), uow)

  expect(results).toEqual(['b1', 'counted', null, null, 'o1 waits', 'o2 waits'])
})

test('all lines that a cut frees ask for a new home before the first has found one', () => {
  const { emissions } = new MessageBus().run(batchQuantityChanged('b1', 0), uow)

  const told = emissions.map(({ event, suffix, cause }) => [event.type, event.orderid, suffix, cause])

  expect(told).toEqual([
    ['AllocationRequired', 'o1', '~1', 0],
    ['AllocationRequired', 'o2', '~2', 0],
    ['OutOfStock', 'o1', '~1~1', 1],
    ['OutOfStock', 'o2', '~2~1', 2],
  ])
})

test('what an added handler commits goes on the queue, numbered behind what was emitted before it', () => {
  const alsoAsk = (_event: unknown, uow: UnitOfWork) => {
    uow.products.get(sku('LAMP'))?.allocate(allocationRequired('o3', 4).orderid, 4)
    uow.commit()
  }
  const bus = new MessageBus({
    ...handlers,
    BatchQuantityChanged: [...handlers.BatchQuantityChanged, alsoAsk],
  })

  const { emissions } = bus.run(batchQuantityChanged('b1', 5), uow)

  expect(emissions.map(({ event, suffix }) => `${suffix} ${event.type} ${event.orderid}`)).toEqual([
    '~1 AllocationRequired o2',
    '~2 Allocated o3',
    '~1~1 OutOfStock o2',
  ])
})

test('what an added handler does not commit is rolled back, and so are its events', () => {
  const meddle = (_event: unknown, uow: UnitOfWork) => {
    uow.products.get(sku('LAMP'))?.addBatch(batchCreated('b3', 100))
    uow.products.get(sku('LAMP'))?.allocate(allocationRequired('o3', 1).orderid, 1)
  }
  const bus = new MessageBus({ ...handlers, OutOfStock: [meddle] })

  const { emissions } = bus.run(allocationRequired('o4', 5), uow)

  expect(emissions.map(({ event }) => event.type)).toEqual(['OutOfStock'])
  expect(uow.products.getByBatchref(ref('b3'))).toBeUndefined()
  expect(holdings(store).lines.map(line => line.orderid)).toEqual(['o1', 'o2', 'o4'])
})

test('a chain may have as many messages as the limit says', () => {
  const bus = new MessageBus(handlers, 5)

  const { emissions } = bus.run(batchQuantityChanged('b1', 0), uow)

  expect(emissions).toHaveLength(4)
})

test('a chain that is too long is refused and leaves no trace', () => {
  const before = holdings(store)
  const bus = new MessageBus(handlers, 4)

  const chain = () => bus.handle(batchQuantityChanged('b1', 0), uow)

  expect(chain).toThrow(refusalWith('chain-too-long'))
  expect(holdings(store)).toEqual(before)
  expect(uow.products.get(sku('LAMP'))?.version).toBe(4)
})

test('a chain that goes on for ever is refused where its ids would get too long', () => {
  const before = holdings(store)
  const bus = new MessageBus(neverContent)

  const chain = () => bus.handle(allocationRequired('o3', 99), uow, { suffixBytes: 7 })

  expect(chain).toThrow('the event causes an event whose id would end in ~1~1~1~1')
  expect(holdings(store)).toEqual(before)
})

test('a handler that breaks takes the whole chain with it', () => {
  const before = holdings(store)
  const bus = new MessageBus({
    ...handlers,
    OutOfStock: [
      () => {
        throw new Error('the printer is on fire')
      },
    ],
  })

  const chain = () => bus.handle(batchQuantityChanged('b1', 0), uow)

  expect(chain).toThrow('the printer is on fire')
  expect(holdings(store)).toEqual(before)
  expect(uow.collectNewEvents()).toEqual([])
})

test('a refused event leaves nothing to the next, though a handler of it had committed', () => {
  const before = holdings(store)
  const onCredit = (event: AllocationRequired, uow: UnitOfWork) => {
    allocate(event, uow)
    if (event.orderid === 'o3') throw new Refusal('line-conflict', ['orderid'], 'no credit', '')
  }
  const bus = new MessageBus({ ...handlers, AllocationRequired: [onCredit] })

  expect(() => bus.handle(allocationRequired('o3', 4), uow)).toThrow('no credit')
  expect(holdings(store)).toEqual(before)
  const { emissions } = bus.run(allocationRequired('o4', 4), uow)

  expect(emissions.map(({ event }) => event)).toEqual([
    { type: 'Allocated', orderid: 'o4', sku: 'LAMP', qty: 4, batchref: 'b2' },
  ])
})

test('a refused event takes nothing from those before it', () => {
  const before = holdings(store)

  expect(() => new MessageBus().handle(allocationRequired('o1', 4), uow)).toThrow(
    refusalWith('line-conflict'),
  )

  expect(holdings(store)).toEqual(before)
})

/** Whoever asks again for what is out of stock is told again that it is. */
const neverContent: HandlerTable = {
  ...handlers,
  OutOfStock: [
    ({ sku, orderid, qty }: OutOfStock, uow: UnitOfWork) => {
      uow.products.get(sku)?.allocate(orderid, qty)
      uow.commit()
    },
  ],
}

function refusalWith(code: string): object {
  return expect.objectContaining({ name: 'Refusal', code }) satisfies Partial<Refusal>
}
