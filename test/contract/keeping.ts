import { afterEach, beforeEach, expect, test } from 'vitest'
import { MessageBus } from '../../src/service/message-bus.ts'
import type { Store } from '../../src/service/store.ts'
import {
  allocationRequired,
  batchArrived,
  batchCreated,
  batchQuantityChanged,
  orderid,
  orderLineCancelled,
  orderLineShipped,
  ref,
  sku,
  stockCounted,
} from '../domain/facts.ts'
import { Engine, holdings } from '../service/engine.ts'
import { inGroup, product, productWithBatchesAndLines, smallWarehouse } from './small-warehouse.ts'
import type { Subject } from './store-contract.ts'

/** What is committed is kept, found, counted and ordered. */
export function keeping(open: () => Subject): void {
  let subject: Subject
  let store: Store

  beforeEach(() => {
    subject = open()
    store = subject.store
  })

  afterEach(() => subject.end())

  test('a new warehouse is empty', () => {
    expect(holdings(store)).toEqual({ batches: [], lines: [], backorders: [] })
  })

  test('a store that has settled has lost nothing, and takes a further group', () => {
    const engine = new Engine(store)
    engine.tellAll(smallWarehouse.slice(0, 4))
    engine.replay.commit()
    store.settle()
    const before = holdings(store)

    engine.tellAll(smallWarehouse.slice(4))
    engine.replay.commit()
    store.settle()
    const after = holdings(store)

    expect(before.batches).not.toEqual([])
    expect(after.lines).toHaveLength(6)
    expect(holdings(subject.reopen())).toEqual(after)
  })

  test('what is committed is there for the next to come', () => {
    const engine = new Engine(store)
    engine.tellAll(smallWarehouse)

    engine.replay.commit()

    expect(holdings(subject.reopen())).toEqual({
      batches: [
        view({ ref: 'c1', sku: 'CHAIR', qty: 5 }),
        view({ ref: 'b2', qty: 10, rev: 3, lines: [{ orderid: 'o1', qty: 6 }] }),
        view({ ref: 'b1', qty: 2, eta: '2030-01-01', rev: 2, lines: [{ orderid: 'o4', qty: 1 }] }),
        view({ ref: 'b3', qty: 0, eta: '2030-01-02' }),
      ],
      lines: [
        { orderid: 'o1', sku: 'LAMP', qty: 6, state: 'open', batchref: 'b2' },
        { orderid: 'o2', sku: 'LAMP', qty: 9, state: 'open', batchref: null },
        { orderid: 'o3', sku: 'LAMP', qty: 1, state: 'cancelled', batchref: null },
        { orderid: 'o4', sku: 'LAMP', qty: 1, state: 'open', batchref: 'b1' },
        { orderid: 'o5', sku: 'LAMP', qty: 2, state: 'shipped', batchref: 'b1' },
        { orderid: 'o1', sku: 'CHAIR', qty: 7, state: 'open', batchref: null },
      ],
      backorders: [
        { orderid: 'o2', sku: 'LAMP', qty: 9 },
        { orderid: 'o1', sku: 'CHAIR', qty: 7 },
      ],
    })
  })

  test('a warehouse goes on where it was left: ages, batches and versions', () => {
    const first = new Engine(store)
    first.tellAll([batchCreated('b1', 3), batchCreated('b2', 3), allocationRequired('o1', 2)])
    first.replay.commit()

    const second = new Engine(subject.reopen())
    second.tellAll([batchCreated('b3', 9), allocationRequired('o2', 1), allocationRequired('o3', 3)])
    const { emitted } = second.tell(stockCounted({ b1: 1, b2: 0 }))
    second.replay.commit()

    expect(emitted.map(event => ('orderid' in event ? event.orderid : ''))).toEqual([
      ...['o1', 'o3'],
      ...['o1', 'o3'],
    ])
    expect(holdings(second.store).batches).toMatchObject([
      { ref: 'b1', lines: [{ orderid: 'o2' }] },
      { ref: 'b2', lines: [] },
      { ref: 'b3', lines: [{ orderid: 'o1' }, { orderid: 'o3' }] },
    ])
    expect(product(second.store).version).toBe(9)
  })

  test('a product is found by its SKU and by each of its batches, and is the same one', () => {
    const engine = new Engine(store)
    engine.tellAll([batchCreated('b1', 1), batchCreated('b2', 1), batchCreated('c1', 1, null, 'CHAIR')])
    engine.replay.commit()
    const { products } = subject.reopen()

    const lamp = products.get(sku('LAMP'))

    expect(lamp?.sku).toBe('LAMP')
    expect(products.getByBatchref(ref('b1'))).toBe(lamp)
    expect(products.getByBatchref(ref('b2'))).toBe(lamp)
    expect(products.getByBatchref(ref('c1'))?.sku).toBe('CHAIR')
    expect(products.getByBatchref(ref('b9'))).toBeUndefined()
    expect(products.get(sku('SOFA'))).toBeUndefined()
  })

  test('a product that comes with batches and lines is numbered behind what is there', () => {
    const uow = inGroup(store)
    new MessageBus().handle(batchCreated('c1', 10, null, 'CHAIR'), uow)
    new MessageBus().handle(allocationRequired('o1', 1, 'CHAIR'), uow)

    uow.products.add(productWithBatchesAndLines())
    uow.commit()

    expect([...product(store).batches].map(batch => [batch.ref, batch.seq, batch.allocated])).toEqual([
      ['b1', 2, 3],
      ['b2', 3, 0],
      ['b3', 4, 0],
      ['b4', 5, 0],
    ])
    expect(product(store).line(orderid('o1'))?.seq).toBe(2)
    expect(product(store).allocate(orderid('o2'), 10)).toBe('b2')
  })

  test('names count on after reopening, from the greatest that an input or an event has used', () => {
    const first = new Engine(store)
    first.tell(batchCreated('b1', 1))
    first.beginInput('other')
    first.tellAll([
      { ...batchCreated('b2', 1), id: 'log#5:1' },
      { ...batchArrived('b2'), id: 'log#3:1' },
    ])
    first.replay.commit()

    const second = new Engine(subject.reopen())
    second.tell(batchCreated('b3', 1))
    second.beginInput('other')
    second.tell(batchCreated('b4', 1))
    second.replay.commit()

    expect(second.applications.map(({ id }) => id)).toEqual(['log#6:1', 'other#2:1'])
  })

  test('an event is found by its source and id: at once, after a flush, after reopening', () => {
    const engine = new Engine(store)
    engine.tell({ ...batchCreated('b1', 1), id: 'e1', source: 'shop' })
    const texts = [store.find('shop', 'e1')]

    store.flush()
    texts.push(store.find('shop', 'e1'))
    engine.replay.commit()
    const reopened = subject.reopen()
    texts.push(reopened.find('shop', 'e1'))

    expect(new Set(texts)).toEqual(
      new Set([
        '{"type":"BatchCreated","ref":"b1","sku":"LAMP","qty":1,"eta":null,"id":"e1","source":"shop"}',
      ]),
    )
    expect(reopened.find('', 'e1')).toBeUndefined()
    expect(reopened.find('shop', 'e2')).toBeUndefined()
  })

  test('emitted events are numbered on after a flush and after reopening', () => {
    const first = new Engine(store)
    first.tellAll([batchCreated('b1', 10), allocationRequired('o1', 1)])
    store.flush()
    first.tell(allocationRequired('o2', 1))
    first.replay.commit()

    const second = new Engine(subject.reopen())
    const { emitted } = second.tell(allocationRequired('o3', 1))
    second.replay.commit()

    expect(emitted).toMatchObject([{ seq: 3 }])
    expect(second.store.emitted).toBe(3)
  })

  test('a cut takes back lines that were asked for a moment ago', () => {
    const engine = new Engine(store)
    engine.tellAll([batchCreated('b1', 10), allocationRequired('o1', 6)])
    store.flush()
    engine.tellAll([allocationRequired('o2', 4), orderLineShipped('o1'), allocationRequired('o3', 9)])

    const { emitted } = engine.tell(batchQuantityChanged('b1', 3))
    engine.replay.commit()

    expect(emitted).toMatchObject([
      { type: 'AllocationRequired', orderid: 'o2' },
      { type: 'OutOfStock', orderid: 'o2' },
    ])
  })

  test('stock is offered to the backorders as they are now, stored or not', () => {
    const engine = new Engine(store, { retryBackorders: true })
    engine.tellAll([batchCreated('b1', 1), allocationRequired('o1', 5), allocationRequired('o2', 4)])
    engine.replay.commit()
    engine.tellAll([orderLineCancelled('o1'), allocationRequired('o3', 2), allocationRequired('o2', 3)])

    const offered = engine.tell(batchCreated('b2', 4))
    const offeredLater = engine.tell(batchQuantityChanged('b1', 2))
    engine.replay.commit()

    expect(offered.emitted).toMatchObject([
      { type: 'AllocationRequired', orderid: 'o2', qty: 3 },
      { type: 'Allocated', orderid: 'o2', qty: 3, batchref: 'b2' },
    ])
    expect(offeredLater.emitted).toMatchObject([
      { type: 'AllocationRequired', orderid: 'o3' },
      { type: 'Allocated', orderid: 'o3', batchref: 'b1' },
    ])
  })

  test('forty thousand lines are moved in one chain', { timeout: 30_000 }, () => {
    const engine = new Engine(store)
    engine.tell(batchCreated('b1', 40_000))
    for (let line = 1; line <= 40_000; line++) engine.tell(allocationRequired(`o${line}`, 1))

    const { emitted } = engine.tell(batchQuantityChanged('b1', 0))
    engine.replay.commit()

    expect(emitted).toHaveLength(80_000)
  })
}

type Shown = {
  sku?: string
  ref: string
  qty: number
  eta?: string
  rev?: number
  lines?: { orderid: string; qty: number }[]
}

function view({ ref, sku = 'LAMP', qty, eta, rev = 1, lines = [] }: Shown): object {
  const allocated = lines.reduce((units, line) => units + line.qty, 0)
  return { ref, sku, eta: eta ?? null, qty, allocated, available: qty - allocated, rev, lines }
}
