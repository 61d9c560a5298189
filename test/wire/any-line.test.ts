import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeLine } from '../../src/wire/decode.ts'
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

test('no line, however mutated, makes the decoder fail, and each problem lies inside it', () => {
  const examples: { base64?: string }[] = JSON.parse(
    readFileSync(new URL('../conformance/bad-lines.json', import.meta.url), 'utf8'),
  )
  const refused = readFileSync(new URL('refused-lines.txt', import.meta.url), 'utf8').split('\n')
  const seeds = [
    ...examples.map(({ base64 = '' }) => Buffer.from(base64, 'base64')),
    ...refused.map(line => Buffer.from(line)),
  ]
  const change = fc.tuple(
    fc.nat(),
    fc.nat(2),
    fc.oneof(fc.constantFrom(...Buffer.from('{}[]":,\\/u019eE-. \ttfn~')), fc.nat(255)),
  )
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }))
    .map(([seed, changes]) =>
      changes.reduce((line, [at, taken, byte]) => {
        const place = at % (line.length + 1)
        return Buffer.concat([line.subarray(0, place), Buffer.from([byte]), line.subarray(place + taken)])
      }, seed),
    )
  fc.assert(
    fc.property(mutated, fc.boolean(), fc.boolean(), (line, strict, whole) => {
      const result = decodeLine(line, 0, line.length, { strict, whole })
      if (result.kind !== 'problem') return
      const { start, end, message, hint } = result.problem
      expect(0 <= start && start <= end && end <= line.length).toBe(true)
      expect(message + (hint ?? '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(message.length).toBeLessThan(400)
    }),
    { numRuns: 20_000 },
  )
})
