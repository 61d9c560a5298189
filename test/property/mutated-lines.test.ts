import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeLine } from '../../src/wire/decode.ts'
import { decodeBesideManual } from './decode-beside-manual.ts'
import { mutatedLine } from './mutated-line.ts'
import { soundLines } from './whole-lines.ts'

let mutations = 0

test('each sound line is read as the manual says', () => {
  for (const line of soundLines) {
    expect(decodeLine(line, 0, line.length, { strict: false, whole: true }).kind).not.toBe('problem')
    decodeBesideManual(line, { strict: false, whole: true })
  }
})

test('whatever becomes of a line, it is read as the manual says, or refused for a fault that it has', {
  timeout: 120_000,
}, () => {
  const check = fc.property(mutatedLine, fc.boolean(), fc.boolean(), (line, strict, whole) => {
    decodeBesideManual(Buffer.from(line.mutated, 'latin1'), { strict, whole })
    if (line.mutated !== line.whole) mutations++
  })

  fc.assert(check, { numRuns: 60_000 })
})

test('they were made of more than fifty thousand mutated lines', () => {
  expect(mutations).toBeGreaterThan(50_000)
})
