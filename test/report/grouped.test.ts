import { expect, test } from 'vitest'
import { FirstDiagnostics } from '../../src/report/grouped.ts'

test('the first 20 diagnostics are printed', () => {
  const diagnostics = new FirstDiagnostics()

  const admitted = numbered(20, 'invalid-field').map(diagnostic => diagnostics.admits(diagnostic))

  expect(admitted).not.toContain(false)
  expect(diagnostics.rest()).toBeUndefined()
})

test('the others are counted by code, the most frequent first', () => {
  const diagnostics = new FirstDiagnostics()
  const others = [...numbered(7, 'unknown-batch', 41), ...numbered(1230, 'invalid-field', 50)]

  const admitted = [...numbered(20, 'json-syntax'), ...others].filter(diagnostic =>
    diagnostics.admits(diagnostic),
  )

  expect(admitted).toHaveLength(20)
  expect(diagnostics.rest()).toBe(
    'and 1,237 more: 1,230 invalid-field, 7 unknown-batch (first at events.ndjson:41)',
  )
})

test('codes that are equally frequent stand in order of appearance', () => {
  const diagnostics = new FirstDiagnostics(0)

  for (const code of ['unknown-sku', 'duplicate-key', 'unknown-sku', 'duplicate-key']) {
    diagnostics.admits({ code })
  }

  expect(diagnostics.rest()).toBe('and 4 more: 2 unknown-sku, 2 duplicate-key')
})

function numbered(count: number, code: string, from = 1) {
  return Array.from({ length: count }, (_, index) => ({ code, file: 'events.ndjson', line: from + index }))
}
