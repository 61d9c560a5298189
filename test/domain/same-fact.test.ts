import { expect, test } from 'vitest'
import { type InputEvent, sameFact } from '../../src/domain/events.ts'
import {
  allocationRequired,
  batchCreated,
  batchQuantityChanged,
  orderLineCancelled,
  orderLineShipped,
  ref,
  sku,
  stockCounted,
} from './facts.ts'

test('an event states the fact that its equal states, whatever the order of its fields', () => {
  const created = batchCreated('b1', 10, '2030-01-01')
  const backwards = { eta: created.eta, qty: 10, sku: created.sku, ref: created.ref, type: created.type }

  expect(sameFact(created, backwards)).toBe(true)
})

test('a stock-take states the same fact in whatever order it lists its batches', () => {
  const forwards = stockCounted({ b1: 3, b2: 9, b10: 1 })
  const backwards = stockCounted({ b10: 1, b2: 9, b1: 3 })

  expect(sameFact(forwards, backwards)).toBe(true)
})

test.each<[string, InputEvent, InputEvent]>([
  ['quantity', allocationRequired('o1', 3), allocationRequired('o1', 4)],
  ['SKU', allocationRequired('o1', 3), allocationRequired('o1', 3, 'CHAIR')],
  ['day', batchCreated('b1', 3), batchCreated('b1', 3, '2030-01-01')],
  ['rev', batchQuantityChanged('b1', 3, 1), batchQuantityChanged('b1', 3, 2)],
  ['rev that one leaves out', batchQuantityChanged('b1', 3), batchQuantityChanged('b1', 3, 1)],
  ['type', orderLineShipped('o1'), orderLineCancelled('o1')],
  ['count', stockCounted({ b1: 3, b2: 9 }), stockCounted({ b1: 9, b2: 3 })],
  ['number of counts', stockCounted({ b1: 3 }), stockCounted({ b1: 3, b2: 9 })],
  ['SKU counted', stockCounted({ b1: 3 }), stockCounted({ b1: 3 }, 'CHAIR')],
])('another %s is another fact', (_difference, one, other) => {
  expect(sameFact(one, other)).toBe(false)
  expect(sameFact(other, one)).toBe(false)
})

test('a count with a rev is another fact than one without', () => {
  const counts = [{ ref: ref('b1'), qty: 3, expectedrev: 1 }]

  const same = sameFact({ type: 'StockCounted', sku: sku('LAMP'), counts }, stockCounted({ b1: 3 }))

  expect(same).toBe(false)
})
