import { afterEach, beforeEach, expect, test } from 'vitest'
import { Product } from '../../src/domain/product.ts'
import { handlers } from '../../src/service/handlers.ts'
import { MessageBus } from '../../src/service/message-bus.ts'
import type { Store } from '../../src/service/store.ts'
import {
  allocationRequired,
  batchArrived,
  batchCreated,
  batchQuantityChanged,
  orderid,
  ref,
  sku,
  stockCounted,
} from '../domain/facts.ts'
import { Engine, holdings } from '../service/engine.ts'
import { inGroup, onFire, product, productWithBatchesAndLines, smallWarehouse } from './small-warehouse.ts'
import type { Subject } from './store-contract.ts'

/** What is not committed, or fails, was never there. */
export function takingBack(open: () => Subject): void {
  let subject: Subject
  let store: Store

  beforeEach(() => {
    subject = open()
    store = subject.store
  })

  afterEach(() => subject.end())

  test('what a unit of work did not commit is rolled back', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('b1', 10), uow)

    uow.products.get(sku('LAMP'))?.allocate(orderid('o1'), 3)
    uow.products.get(sku('LAMP'))?.recount([{ ref: ref('b1'), qty: 2 }], () => [])
    uow.rollback()

    expect(product(store).line(orderid('o1'))).toBeUndefined()
    expect(product(store).batch(ref('b1'))?.state).toEqual({ qty: 10, eta: null, rev: 1, allocated: 0 })
  })

  test('events of what was rolled back are gone', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('b1', 10), uow)

    uow.products.get(sku('LAMP'))?.allocate(orderid('o1'), 3)
    uow.rollback()
    uow.products.get(sku('LAMP'))?.allocate(orderid('o2'), 3)
    uow.commit()

    expect(uow.collectNewEvents()).toEqual([
      { type: 'Allocated', orderid: 'o2', sku: 'LAMP', qty: 3, batchref: 'b1' },
    ])
  })

  test('a product stays in its unit of work after a commit', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('b1', 10), uow)
    const lamp = uow.products.get(sku('LAMP'))

    lamp?.allocate(orderid('o1'), 3)
    uow.commit()
    lamp?.allocate(orderid('o2'), 4)
    uow.commit()
    lamp?.allocate(orderid('o3'), 1)
    uow.rollback()

    expect(uow.collectNewEvents()).toMatchObject([{ orderid: 'o1' }, { orderid: 'o2' }])
    expect(lamp?.batch(ref('b1'))?.allocated).toBe(7)
    expect(lamp?.version).toBe(3)
    uow.drop()
    expect(lamp?.batch(ref('b1'))?.allocated).toBe(0)
  })

  test('a chain keeps what was committed in it, and nothing else', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('b1', 10), uow)

    uow.products.get(sku('LAMP'))?.allocate(orderid('o1'), 3)
    uow.commit()
    uow.products.get(sku('LAMP'))?.allocate(orderid('o2'), 4)
    uow.keep()
    uow.drop()

    expect(product(store).batch(ref('b1'))?.allocated).toBe(3)
    expect(product(store).line(orderid('o2'))).toBeUndefined()
  })

  test('a product does not take the place of one that is there', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('b1', 10), uow)

    expect(() => uow.products.add(new Product(sku('LAMP')))).toThrow('there is a product LAMP already')

    expect(product(store).batch(ref('b1'))?.qty).toBe(10)
  })

  test('a new product that nobody committed is not there', () => {
    const uow = inGroup(store)

    const made = new Product(sku('LAMP'))
    uow.products.add(made)
    made.addBatch(batchCreated('b1', 10))
    uow.rollback()

    expect(store.products.get(sku('LAMP'))).toBeUndefined()
    expect(store.products.getByBatchref(ref('b1'))).toBeUndefined()
  })

  test('a chain that fails leaves the warehouse as it was, what its handlers committed too', () => {
    const engine = new Engine(store, { handlers: { ...handlers, OutOfStock: [onFire] } })
    engine.tellAll([batchCreated('b1', 10), batchCreated('b2', 4), allocationRequired('o1', 3)])
    engine.tell(allocationRequired('o2', 5))
    engine.replay.commit()
    const before = holdings(store)

    const cut = () => engine.tell({ ...stockCounted({ b1: 0, b2: 5 }), id: 'e1' })

    expect(cut).toThrow('the printer is on fire')
    engine.replay.commit()
    expect(holdings(store)).toEqual(before)
    expect(store.find('', 'e1')).toBeUndefined()
    expect(store.emitted).toBe(2)
    expect(product(store).version).toBe(4)
  })

  test('what a failed chain took from the numbering is given again', () => {
    const engine = new Engine(store, { handlers: { ...handlers, OutOfStock: [onFire] } })
    engine.tell(batchCreated('b1', 1))

    expect(() => engine.tell(allocationRequired('o1', 5))).toThrow()
    engine.tellAll([batchCreated('b2', 9), allocationRequired('o2', 5)])

    expect(product(store).line(orderid('o2'))?.seq).toBe(1)
    expect(product(store).batch(ref('b2'))?.seq).toBe(2)
    engine.replay.commit()
  })

  test('what a unit of work rolled back is numbered anew', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('b1', 10), uow)

    uow.products.get(sku('LAMP'))?.addBatch(batchCreated('b2', 10))
    uow.products.get(sku('LAMP'))?.allocate(orderid('o1'), 1)
    uow.rollback()
    new MessageBus().handle(batchCreated('b3', 10), uow)
    new MessageBus().handle(allocationRequired('o2', 10), uow)

    expect(product(store).batch(ref('b3'))?.seq).toBe(2)
    expect(product(store).line(orderid('o2'))?.seq).toBe(1)
  })

  test('a product that came with batches and was not committed leaves nothing behind', () => {
    const uow = inGroup(store)
    uow.products.add(productWithBatchesAndLines())
    uow.rollback()

    new MessageBus().handle(batchCreated('c1', 10, null, 'CHAIR'), uow)
    new MessageBus().handle(allocationRequired('o1', 1, 'CHAIR'), uow)

    expect(store.products.getByBatchref(ref('b1'))).toBeUndefined()
    expect(product(store, 'CHAIR').batch(ref('c1'))?.seq).toBe(1)
    expect(product(store, 'CHAIR').line(orderid('o1'))?.seq).toBe(1)
  })

  test('neither does one whose making was settled elsewhere', () => {
    const uow = inGroup(store)
    const made = productWithBatchesAndLines()
    made.settle()
    uow.products.add(made)
    uow.rollback()

    new MessageBus().handle(batchCreated('c1', 10, null, 'CHAIR'), uow)
    new MessageBus().handle(allocationRequired('o1', 1, 'CHAIR'), uow)

    expect(store.products.getByBatchref(ref('b1'))).toBeUndefined()
    expect(product(store, 'CHAIR').batch(ref('c1'))?.seq).toBe(1)
    expect(product(store, 'CHAIR').line(orderid('o1'))?.seq).toBe(1)
  })

  test('a group that is rolled back never was', () => {
    const engine = new Engine(store)
    engine.tellAll([...smallWarehouse, { ...batchCreated('b7', 1), id: 'e1' }])
    engine.replay.commit()
    const before = holdings(store)
    const [emitted, touched] = [store.emitted, holdings(store, 'touched')]

    const lost = new Engine(store, { input: 'lost.log' })
    lost.tellAll([
      { ...batchCreated('b9', 5), id: 'e2', source: 'shop' },
      batchCreated('s1', 5, null, 'SOFA'),
      { ...batchArrived('b1'), id: 'tomorrow.log#4:1' },
      allocationRequired('o9', 2),
      stockCounted({ b1: 0, b2: 1 }),
      batchArrived('nowhere'),
    ])
    lost.replay.rollback()

    expect(holdings(store)).toEqual(before)
    expect(holdings(store, 'touched')).toEqual(touched)
    expect(store.emitted).toBe(emitted)
    expect(store.find('shop', 'e2')).toBeUndefined()
    expect(store.find('', 'e1')).toContain('"b7"')
    expect(store.products.get(sku('SOFA'))).toBeUndefined()
    expect(store.products.getByBatchref(ref('b9'))).toBeUndefined()
  })

  test('names that a rolled back group took are free again', () => {
    const first = new Engine(store)
    first.tell(batchCreated('b1', 1))
    first.replay.commit()
    const lost = new Engine(store)
    lost.tellAll([batchCreated('b2', 1), { ...batchCreated('b3', 1), id: 'log#7:1' }])
    lost.replay.rollback()

    const second = new Engine(subject.reopen())
    second.tell(batchCreated('b2', 1))
    second.replay.commit()

    expect(second.applications.map(({ id }) => id)).toEqual(['log#2:1'])
  })

  test('what a failed chain named is not touched by it', () => {
    const first = new Engine(store)
    first.tellAll([batchCreated('b1', 5), allocationRequired('o1', 7), allocationRequired('o2', 8)])
    first.replay.commit()
    const next = subject.reopen()
    const untouched = holdings(next, 'touched')

    const second = new Engine(next, {
      handlers: { ...handlers, Allocated: [onFire] },
      retryBackorders: true,
    })
    expect(() => second.tell(batchQuantityChanged('b1', 7))).toThrow()
    second.replay.commit()

    expect(holdings(next, 'touched')).toEqual(untouched)
  })
}
