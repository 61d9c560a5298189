import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences, type Expectation, type ExpectedBatch } from '../../src/service/expectation.ts'
import type { BatchView } from '../../src/service/views.ts'

const lines = [
  { orderid: 'order-1', qty: 12 },
  { orderid: 'order-2', qty: 3 },
]

function batch(ref: string, fields: Partial<BatchView> = {}): BatchView {
  return { ref, sku: 'DESK', eta: null, qty: 20, allocated: 15, available: 5, rev: 2, lines, ...fields }
}

function expecting(batches: { readonly [ref: string]: ExpectedBatch }): Expectation {
  return new Map(Object.entries(batches))
}

test('batches that are as expected differ in nothing', () => {
  const whole = { sku: 'DESK', eta: null, qty: 20, allocated: 15, available: 5, rev: 2, lines }

  expect([...differences(expecting({ b1: whole, b2: {} }), [batch('b1'), batch('b2')])]).toEqual([])
})

test('only the fields that are expected are compared', () => {
  const expected = expecting({ b1: { qty: 15, eta: '2026-12-01' } })

  expect([...differences(expected, [batch('b1', { sku: 'LAMP', rev: 9 })])]).toEqual([
    { kind: 'field', ref: 'b1', field: 'eta', actual: null, expected: '2026-12-01' },
    { kind: 'field', ref: 'b1', field: 'qty', actual: 20, expected: 15 },
  ])
})

test('lines are compared one by one, in order of age', () => {
  const swapped = lines.toReversed()

  expect([...differences(expecting({ b1: { lines: swapped } }), [batch('b1')])]).toEqual([
    { kind: 'field', ref: 'b1', field: 'lines', actual: lines, expected: swapped },
  ])
  expect([...differences(expecting({ b1: { lines: lines.slice(1) } }), [batch('b1')])]).toHaveLength(1)
})

test('batches are compared both ways: first in their own order, then those missing in the order expected', () => {
  const expected = expecting({ z: {}, b2: { qty: 1 }, a: {} })

  expect([...differences(expected, [batch('c'), batch('b2'), batch('b1')])]).toEqual([
    { kind: 'unexpected', ref: 'c' },
    { kind: 'field', ref: 'b2', field: 'qty', actual: 20, expected: 1 },
    { kind: 'unexpected', ref: 'b1' },
    { kind: 'missing', ref: 'z' },
    { kind: 'missing', ref: 'a' },
  ])
})

test('whoever expects what is there is not disappointed, and misses exactly what is taken away', () => {
  const refs = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 10 })
  fc.assert(
    fc.property(refs, fc.nat(9), (refs, count) => {
      const expected: Expectation = new Map(refs.map(ref => [ref, { qty: 20, lines }]))
      const kept = refs.slice(count)

      expect([
        ...differences(
          expected,
          kept.map(ref => batch(ref)),
        ),
      ]).toEqual(refs.slice(0, count).map(ref => ({ kind: 'missing', ref })))
    }),
  )
})
