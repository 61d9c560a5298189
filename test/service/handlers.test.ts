import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import { addBatch, allocate, changeBatchQuantity, handlers } from '../../src/service/handlers.ts'
import { MessageBus } from '../../src/service/message-bus.ts'
import { StagedUnitOfWork } from '../../src/service/unit-of-work.ts'
import { allocationRequired, batchCreated, batchQuantityChanged, ref, sku } from '../domain/facts.ts'
import { FakeUnitOfWork } from './fake-unit-of-work.ts'

test('the first batch of a SKU makes it a product', () => {
  const uow = new FakeUnitOfWork()

  addBatch(batchCreated('b1', 100, null, 'CRUNCHY-ARMCHAIR'), uow)

  expect(uow.products.get(sku('CRUNCHY-ARMCHAIR'))?.batch(ref('b1'))?.available).toBe(100)
})

test('a further batch joins the product that is there', () => {
  const uow = new FakeUnitOfWork()
  addBatch(batchCreated('b1', 100, null, 'GARISH-RUG'), uow)

  addBatch(batchCreated('b2', 99, null, 'GARISH-RUG'), uow)

  const product = uow.products.get(sku('GARISH-RUG'))
  expect([...(product?.batches ?? [])].map(batch => batch.ref)).toEqual(['b1', 'b2'])
})

test('allocating returns the reference of the batch', () => {
  const uow = new FakeUnitOfWork()
  addBatch(batchCreated('b1', 100), uow)

  const batchref = allocate(allocationRequired('o1', 10), uow)

  expect(batchref).toBe('b1')
})

test('a line of a SKU that never had a batch is refused', () => {
  const uow = new FakeUnitOfWork()
  addBatch(batchCreated('b1', 100, null, 'A-REAL-SKU'), uow)

  const allocation = () => allocate(allocationRequired('o1', 10, 'NO-SUCH-SKU'), uow)

  expect(allocation).toThrow('there is no product "NO-SUCH-SKU"')
})

test('a batch made larger, or smaller by units that nobody was promised, moves no line', () => {
  const uow = new FakeUnitOfWork()
  addBatch(batchCreated('b1', 100), uow)
  allocate(allocationRequired('o1', 50), uow)
  uow.events.splice(0)

  changeBatchQuantity(batchQuantityChanged('b1', 120), uow)
  changeBatchQuantity(batchQuantityChanged('b1', 50), uow)

  expect(uow.events).toEqual([])
  expect(uow.products.getByBatchref(ref('b1'))?.batch(ref('b1'))?.available).toBe(0)
})

test('by itself, a cut only says which line needs a new home: the newest', () => {
  const uow = new FakeUnitOfWork()
  addBatch(batchCreated('b1', 50), uow)
  addBatch(batchCreated('b2', 50, '2030-01-01'), uow)
  allocate(allocationRequired('o1', 20), uow)
  allocate(allocationRequired('o2', 20), uow)
  uow.events.splice(0)

  changeBatchQuantity(batchQuantityChanged('b1', 25), uow)

  expect(uow.events).toMatchObject([{ type: 'AllocationRequired', orderid: 'o2', sku: 'LAMP', qty: 20 }])
})

test('through the bus, a cut moves the line to the next batch', () => {
  const uow = new StagedUnitOfWork(new MemoryStore().products)
  const bus = new MessageBus()
  bus.handle(batchCreated('b1', 50), uow)
  bus.handle(batchCreated('b2', 50, '2030-01-01'), uow)
  bus.handle(allocationRequired('o1', 20), uow)
  bus.handle(allocationRequired('o2', 20), uow)

  bus.handle(batchQuantityChanged('b1', 25), uow)

  const batches = [...(uow.products.get(sku('LAMP'))?.batches ?? [])]
  expect(batches.map(batch => [batch.ref, batch.available])).toEqual([
    ['b1', 5],
    ['b2', 30],
  ])
})

test('somebody is told that a line is out of stock', () => {
  const told: string[] = []
  const tell = ({ sku }: { sku: string }) => void told.push(`stock@made.com: out of stock for ${sku}`)
  const bus = new MessageBus({ ...handlers, OutOfStock: [tell] })
  const uow = new StagedUnitOfWork(new MemoryStore().products)
  bus.handle(batchCreated('b1', 9, null, 'POPULAR-CURTAINS'), uow)

  bus.handle(allocationRequired('o1', 10, 'POPULAR-CURTAINS'), uow)

  expect(told).toEqual(['stock@made.com: out of stock for POPULAR-CURTAINS'])
})
