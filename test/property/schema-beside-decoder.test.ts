import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unsaid } from '../../src/wire/line-schemas.ts'
import { ruleBeyondSchema } from '../wire/schema-beside-decoder.ts'
import { mutatedLine } from './mutated-line.ts'

test('whatever becomes of a line, the schema and alloc agree, but for the rules that no schema can say', {
  timeout: 120_000,
}, () => {
  const met = new Set<string>()
  const check = fc.property(mutatedLine, ({ mutated }) => {
    const rule = ruleBeyondSchema(Buffer.from(mutated, 'latin1'))
    if (rule !== undefined) met.add(rule)
  })

  fc.assert(check, { numRuns: 30_000 })

  expect(unsaid).toEqual(expect.arrayContaining([...met]))
  expect(met.size).toBeGreaterThan(3)
})
