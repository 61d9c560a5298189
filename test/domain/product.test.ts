import { expect, test } from 'vitest'
import type { BatchCreated } from '../../src/domain/events.ts'
import { Product } from '../../src/domain/product.ts'
import { Refusal } from '../../src/domain/refusal.ts'
import { batchCreated, orderid, ref, sku } from './facts.ts'

test('stock on hand is promised before stock at sea', () => {
  const product = productWith(batchCreated('at-sea', 100, '2030-01-01'), batchCreated('on-hand', 100))

  product.allocate(orderid('o1'), 10)

  expect(available(product)).toEqual({ 'on-hand': 90, 'at-sea': 100 })
})

test('an earlier shipment is promised before a later one', () => {
  const product = productWith(
    batchCreated('tomorrow', 100, '2030-01-02'),
    batchCreated('next-month', 100, '2030-02-01'),
    batchCreated('today', 100, '2030-01-01'),
  )

  product.allocate(orderid('o1'), 10)

  expect(available(product)).toEqual({ today: 90, tomorrow: 100, 'next-month': 100 })
})

test('of shipments due the same day the one created first is promised first', () => {
  const product = productWith(batchCreated('z', 100, '2030-01-01'), batchCreated('a', 100, '2030-01-01'))

  product.allocate(orderid('o1'), 10)

  expect(available(product)).toEqual({ z: 90, a: 100 })
})

test('a line goes to the first batch that holds all of it, though a later one fits better', () => {
  const product = productWith(batchCreated('small', 3), batchCreated('large', 100), batchCreated('exact', 4))

  product.allocate(orderid('o1'), 4)

  expect(available(product)).toEqual({ small: 3, large: 96, exact: 4 })
})

test('what arrives is promised like what was always there, in order of creation', () => {
  const product = productWith(batchCreated('at-sea', 10, '2030-01-01'), batchCreated('on-hand', 10))

  product.receive(ref('at-sea'))

  expect(product.allocate(orderid('o1'), 1)).toBe('at-sea')
})

test('allocating returns the reference of the batch that promised the units', () => {
  const product = productWith(batchCreated('on-hand', 100), batchCreated('at-sea', 100, '2030-01-01'))

  const batchref = product.allocate(orderid('o1'), 10)

  expect(batchref).toBe('on-hand')
})

test('a line that no batch can hold is out of stock', () => {
  const product = productWith(batchCreated('b1', 10))
  product.allocate(orderid('o1'), 10)
  product.settle()

  const batchref = product.allocate(orderid('o2'), 1)

  expect(batchref).toBeNull()
  expect(product.settle().events).toEqual([{ type: 'OutOfStock', orderid: 'o2', sku: 'LAMP', qty: 1 }])
})

test('the version goes up by one for each unit of work that changed the product', () => {
  const product = productWith(batchCreated('b1', 10))

  product.allocate(orderid('o1'), 1)
  product.allocate(orderid('o2'), 1)
  product.settle()

  expect(product.version).toBe(2)
})

test('a unit of work that repeats what is known leaves the version alone', () => {
  const product = productWith(batchCreated('b1', 10))

  product.addBatch(batchCreated('b1', 10))
  const { changed } = product.settle()

  expect(changed).toBe(false)
  expect(product.version).toBe(1)
})

test('a cut takes back the newest line, and says where it was', () => {
  const product = productWith(batchCreated('b1', 10))
  product.allocate(orderid('o1'), 5)
  product.allocate(orderid('o2'), 5)
  product.settle()

  product.recount([{ ref: ref('b1'), qty: 9 }], () => [])

  expect(product.settle().events).toEqual([
    { type: 'AllocationRequired', orderid: 'o2', sku: 'LAMP', qty: 5, takenFrom: 'b1' },
  ])
  expect(available(product)).toEqual({ b1: 4 })
})

test('a count made before units were shipped is refused, and the batch stays as it is', () => {
  const product = productWith(batchCreated('b1', 10))
  product.allocate(orderid('o1'), 4)
  product.ship(orderid('o1'))

  const count = () => product.recount([{ ref: ref('b1'), qty: 10, expectedrev: 1 }], () => [])

  expect(count).toThrow(Refusal)
  expect(available(product)).toEqual({ b1: 6 })
})

function productWith(...batches: readonly BatchCreated[]): Product {
  const product = new Product(sku('LAMP'))
  for (const batch of batches) product.addBatch(batch)
  product.settle()
  return product
}

/** In the order in which the batches are asked for units. */
function available(product: Product): Record<string, number> {
  return Object.fromEntries([...product.batches].map(batch => [batch.ref, batch.available]))
}
