import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Product } from '../../src/domain/product.ts'
import { RecordsInMemory } from '../../src/domain/records-in-memory.ts'
import { handlers } from '../../src/service/handlers.ts'
import { MessageBus } from '../../src/service/message-bus.ts'
import type { Store } from '../../src/service/store.ts'
import { StagedUnitOfWork } from '../../src/service/unit-of-work.ts'
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

/** A store to be held to the contract. */
export type Subject = {
  readonly store: Store
  /** The same warehouse as a new process would find it; the store itself where it ends with its process. */
  reopen(): Store
  /** Throws where what is kept contradicts itself; closes everything. */
  end(): void
}

/** What every store of warehouses does, whatever it is made of. */
export function storeContract(name: string, open: () => Subject): void {
  describe(name, () => {
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

    test('names count on after reopening, from the greatest that an input or an event has used', () => {
      const first = new Engine(store)
      first.tell(batchCreated('b1', 1))
      first.beginInput('other')
      first.tell({ ...batchCreated('b2', 1), id: 'log#5:1' })
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

    test('forty thousand lines are moved in one chain', { timeout: 30_000 }, () => {
      const engine = new Engine(store)
      engine.tell(batchCreated('b1', 40_000))
      for (let line = 1; line <= 40_000; line++) engine.tell(allocationRequired(`o${line}`, 1))

      const { emitted } = engine.tell(batchQuantityChanged('b1', 0))
      engine.replay.commit()

      expect(emitted).toHaveLength(80_000)
    })
  })
}

/** Lines of every kind; batches whose order of creation is not that in which they are asked for units. */
const smallWarehouse = [
  batchCreated('b1', 4, '2030-01-01'),
  batchCreated('b2', 10),
  batchCreated('b3', 0, '2030-01-02'),
  batchCreated('c1', 5, null, 'CHAIR'),
  allocationRequired('o1', 6),
  allocationRequired('o2', 9),
  allocationRequired('o3', 1),
  orderLineCancelled('o3'),
  batchQuantityChanged('b2', 6),
  allocationRequired('o4', 1),
  allocationRequired('o5', 2),
  orderLineShipped('o5'),
  batchQuantityChanged('b2', 10, 2),
  allocationRequired('o1', 7, 'CHAIR'),
]

function onFire(): never {
  throw new Error('the printer is on fire')
}

function inGroup(store: Store): StagedUnitOfWork {
  store.begin()
  return new StagedUnitOfWork(store.products)
}

function product(store: Store, name = 'LAMP'): Product {
  const found = store.products.get(sku(name))
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

function productWithBatchesAndLines(): Product {
  const made = new Product(sku('LAMP'), new RecordsInMemory())
  for (const name of ['b1', 'b2', 'b3', 'b4']) made.addBatch(batchCreated(name, 10))
  made.allocate(orderid('o1'), 3)
  return made
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
