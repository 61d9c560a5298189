import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import type { OutOfStock } from '../../src/domain/events.ts'
import { handlers } from '../../src/service/handlers.ts'
import { placeOf } from '../../src/service/store.ts'
import type { UnitOfWork } from '../../src/service/unit-of-work.ts'
import {
  allocationRequired,
  batchArrived,
  batchCreated,
  batchQuantityChanged,
  orderLineCancelled,
} from '../domain/facts.ts'
import { Engine, holdings, lineOf } from './engine.ts'

test('what was read is what was applied, repeated, skipped, passed over and rejected', () => {
  const engine = new Engine(new MemoryStore())
  const first = { ...batchCreated('b1', 10), id: 'e1' }

  engine.tellAll([
    first,
    first,
    batchCreated('b1', 10),
    allocationRequired('o1', 4),
    { type: 'Allocated', orderid: 'o1' },
    allocationRequired('o2', 4, 'CHAIR'),
    { type: 'Nonsense' },
  ])

  const { read, applied, repeated, skipped, outcomes, rejected, emitted } = engine.replay.counts
  expect({ applied, repeated, skipped, outcomes, rejected, emitted }).toEqual({
    applied: 2,
    repeated: 1,
    skipped: 1,
    outcomes: 1,
    rejected: 2,
    emitted: 1,
  })
  expect(read).toBe(7)
})

test('blank lines and records that are no events are not counted', () => {
  const engine = new Engine(new MemoryStore())

  engine.replay.take({ ...lineOf({}, 1), entry: { kind: 'blank' } })
  engine.tell({ record: 'summary', read: 5 })

  expect(engine.replay.counts.read).toBe(0)
})

test('the same event under its id again is skipped, however it is written', () => {
  const engine = new Engine(new MemoryStore())
  engine.tell({ id: 'e1', type: 'BatchCreated', ref: 'b1', sku: 'LAMP', qty: 10 })

  const again = { eta: null, qty: 10, note: 'again', sku: 'LAMP', ref: 'b1', type: 'BatchCreated', id: 'e1' }

  expect(engine.tell(again).verdict).toEqual({ status: 'skipped' })
})

test('another event under a used id is refused, and changes nothing', () => {
  const engine = new Engine(new MemoryStore())
  engine.tell({ ...batchCreated('b1', 10), id: 'e1' })

  const told = engine.tell({ ...batchQuantityChanged('b1', 9), id: 'e1' })

  expect(told.verdict).toEqual({ status: 'refused', code: 'id-conflict' })
  expect(holdings(engine.store).batches).toMatchObject([{ ref: 'b1', qty: 10, rev: 1 }])
})

test('an id belongs to its source', () => {
  const engine = new Engine(new MemoryStore())
  engine.tell({ ...batchCreated('b1', 10), id: 'e1' })

  const others = engine.tellAll([
    { ...batchCreated('b2', 10), id: 'e1', source: 'shop' },
    { ...batchCreated('b1', 10), id: 'e1', source: 'urn:alloc' },
  ])

  expect(others.map(told => told.verdict)).toEqual([{ status: 'applied' }, { status: 'skipped' }])
})

test('a refused event uses up no id', () => {
  const engine = new Engine(new MemoryStore())
  engine.tell({ ...batchArrived('b1'), id: 'e1' })

  const { verdict } = engine.tell({ ...batchCreated('b1', 10), id: 'e1' })

  expect(verdict).toEqual({ status: 'applied' })
})

test('an event without id is named after its input and line, in later inputs of that name too', () => {
  const engine = new Engine(new MemoryStore(), { input: 'day.log' })
  engine.tell(batchCreated('b1', 10))
  engine.beginInput('other.log')
  engine.tell(batchCreated('b2', 10))
  engine.beginInput('day.log')
  engine.tell(batchCreated('b3', 10), 7)

  const named = engine.applications.map(applied => [applied.id, placeOf(applied)])

  expect(named).toEqual([
    ['day.log:1', 'day.log:1'],
    ['other.log:1', 'other.log:1'],
    ['day.log#2:7', 'day.log#2:7'],
  ])
})

test('an input without events takes no number', () => {
  const engine = new Engine(new MemoryStore())
  engine.replay.take({ ...lineOf({}, 1), entry: { kind: 'blank' } })

  engine.beginInput('log')
  engine.tell(batchCreated('b1', 10))

  expect(engine.applications.map(({ id }) => id)).toEqual(['log:1'])
})

test('an input of recorded outcomes takes its number', () => {
  const engine = new Engine(new MemoryStore())
  engine.tell({ type: 'OutOfStock' })

  engine.beginInput('log')
  engine.tell(batchCreated('b1', 10))

  expect(engine.applications.map(({ id }) => id)).toEqual(['log#2:1'])
})

test('an input keeps clear of the names that events brought with them', () => {
  const engine = new Engine(new MemoryStore(), { input: 'export' })
  engine.tellAll([
    { ...batchCreated('b1', 10), id: 'log:3' },
    { ...batchCreated('b2', 10), id: 'log#4:1' },
  ])

  engine.beginInput('log')
  engine.tell(batchCreated('b3', 10))

  expect(engine.applications.at(-1)?.id).toBe('log#5:1')
})

test('an event that took the id of a later line of its own input is found there', () => {
  const engine = new Engine(new MemoryStore())

  const told = engine.tellAll([
    { ...batchCreated('b1', 10), id: 'log:2' },
    batchCreated('b1', 10),
    { ...batchCreated('b2', 10), id: 'log:4' },
    batchCreated('b3', 10),
  ])

  expect(told.map(({ verdict }) => verdict)).toEqual([
    { status: 'applied' },
    { status: 'skipped' },
    { status: 'applied' },
    { status: 'refused', code: 'id-conflict' },
  ])
})

test('the first refusal stops a replay that allows none', () => {
  const engine = new Engine(new MemoryStore(), { refusalsAllowed: 0 })
  engine.tell(batchCreated('b1', 10))

  engine.tell(batchArrived('b2'))

  expect(engine.goesOn).toBe(false)
})

test('as many refusals are passed over as are allowed, and kept with their bytes', () => {
  const store = new MemoryStore()
  const engine = new Engine(store, { refusalsAllowed: 2 })

  const goesOn = [batchArrived('b1'), { type: 'Nonsense' }, batchArrived('b3')].map(event => {
    engine.tell(event)
    return engine.goesOn
  })

  const kept = store.rejects.map(({ line, code, original }) => [line, code, Buffer.from(original).toString()])
  expect(goesOn).toEqual([true, true, false])
  expect(kept).toEqual([
    [1, 'unknown-batch', '{"type":"BatchArrived","ref":"b1"}'],
    [2, 'unknown-type', '{"type":"Nonsense"}'],
  ])
})

test('emitted events are named after what caused them, and numbered through', () => {
  const engine = new Engine(new MemoryStore())
  engine.tellAll([batchCreated('b1', 10), allocationRequired('o1', 6), allocationRequired('o2', 4)])

  const { emitted } = engine.tell({ ...batchQuantityChanged('b1', 0), id: 'e9', correlationid: 'k' })

  expect(emitted).toMatchObject([
    { id: 'e9~1', causationid: 'e9', correlationid: 'k', seq: 3, orderid: 'o1' },
    { id: 'e9~2', causationid: 'e9', correlationid: 'k', seq: 4, orderid: 'o2' },
    { id: 'e9~1~1', causationid: 'e9~1', correlationid: 'k', seq: 5, orderid: 'o1' },
    { id: 'e9~2~1', causationid: 'e9~2', correlationid: 'k', seq: 6, orderid: 'o2' },
  ])
})

test('a chain that is too long is a refusal like others: its id and numbers are free again', () => {
  const engine = new Engine(new MemoryStore(), { chainLimit: 3 })
  engine.tellAll([batchCreated('b1', 10), allocationRequired('o1', 6), allocationRequired('o2', 4)])
  const before = holdings(engine.store)

  const tooLong = engine.tell({ ...batchQuantityChanged('b1', 0), id: 'e1' })
  const held = holdings(engine.store)
  const shorter = engine.tell({ ...batchQuantityChanged('b1', 6), id: 'e1' })

  expect(tooLong.verdict).toEqual({ status: 'refused', code: 'chain-too-long' })
  expect(held).toEqual(before)
  expect(shorter.emitted).toMatchObject([
    { id: 'e1~1', seq: 3 },
    { id: 'e1~1~1', seq: 4 },
  ])
})

test('the id of an emitted event has at most 192 bytes, whatever it is written in', () => {
  const again = ({ sku, orderid, qty }: OutOfStock, uow: UnitOfWork) => {
    uow.products.get(sku)?.allocate(orderid, qty)
    uow.commit()
  }
  const engine = new Engine(new MemoryStore(), { handlers: { ...handlers, OutOfStock: [again] } })
  engine.tell(batchCreated('b1', 1))

  engine.tell({ ...allocationRequired('o1', 2), id: 'é'.repeat(64) })

  expect(engine.refusals.at(-1)?.message).toBe(
    `the event causes an event whose id would end in ${'~1'.repeat(33)}`,
  )
})

test('what brings no units has none to offer, though some are free', () => {
  const engine = new Engine(new MemoryStore(), { retryBackorders: true })
  engine.tellAll([batchCreated('b1', 5), allocationRequired('o1', 5), allocationRequired('o2', 3)])
  engine.tell({ ...orderLineCancelled('o1'), retrybackorders: false })

  const none = engine.tellAll([
    batchCreated('b2', 0),
    batchQuantityChanged('b1', 4),
    batchQuantityChanged('b1', 4),
  ])
  const { emitted } = engine.tell(batchQuantityChanged('b2', 1))

  expect(none.flatMap(told => told.emitted)).toEqual([])
  expect(emitted).toMatchObject([
    { type: 'AllocationRequired', orderid: 'o2' },
    { type: 'Allocated', orderid: 'o2', batchref: 'b1' },
  ])
})

test('a defect in a handler is nobody’s bad data: it stops the replay, and its chain is gone', () => {
  const broken = () => {
    throw new Error('the printer is on fire')
  }
  const engine = new Engine(new MemoryStore(), { handlers: { ...handlers, OutOfStock: [broken] } })
  engine.tell(batchCreated('b1', 10))

  const asked = () => engine.tell(allocationRequired('o1', 11))

  expect(asked).toThrow('the printer is on fire')
  expect(engine.replay.counts.rejected).toBe(0)
  expect(holdings(engine.store).lines).toEqual([])
})
