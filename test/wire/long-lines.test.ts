import { expect, test } from 'vitest'
import { codeOf, decoded, json } from './decoding.ts'

test('a line with very many names is judged as any other', () => {
  const fields = Array.from({ length: 90_000 }, (_, i) => `"k${i}":0`).join(',')

  expect(decoded(`{"type":"BatchArrived","ref":"b1",${fields}}`)).toMatchObject({ kind: 'input' })
  expect(codeOf(`{"type":"BatchArrived","ref":"b1",${fields},"k89999":1}`)).toBe('duplicate-key')
  expect(codeOf(`{"type":"BatchArrived",${fields}}`)).toBe('missing-field')
  const counts = Array.from({ length: 30_000 }, (_, i) => ({ ref: `b${i}`, qty: i }))
  expect(codeOf(json({ type: 'StockCounted', sku: 'S', counts }).replace(/29999}/, '2e3}'))).toBe(
    'invalid-field',
  )
})
