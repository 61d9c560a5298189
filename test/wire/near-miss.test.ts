import { expect, test } from 'vitest'
import { nearMiss } from '../../src/service/near-miss.ts'

const fields = ['ref', 'sku', 'qty', 'orderid', 'eta', 'expectedrev']

test.each([
  ['Order_ID', 'orderid'],
  ['ordreid', 'orderid'],
  ['orderids', 'orderid'],
  ['order', 'orderid'],
  ['qyt', 'qty'],
  ['quantity', 'qty'],
  ['reference', 'ref'],
  ['expectedRevision', 'expectedrev'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearMiss(word, fields)).toBe(meant)
})

test.each(['', 'colour', '_', 'warehouse', 'x'.repeat(100_000)])('%s is near to nothing', word => {
  expect(nearMiss(word, fields)).toBeUndefined()
})

test('of two that are equally near the first one was meant', () => {
  expect(nearMiss('bat', ['cat', 'hat'])).toBe('cat')
})
