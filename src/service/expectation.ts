import type { BatchView } from './views.ts'

/** The fields of a batch that can be expected, as they are printed. */
export type BatchField = Exclude<keyof BatchView, 'ref'>

/** An open line that a batch should hold. */
export type ExpectedLine = { readonly orderid: string; readonly qty: number }

/** The fields that an expectation has; what it does not name may be anything. */
export type ExpectedBatch = {
  readonly [field in BatchField]?: field extends 'lines' ? readonly ExpectedLine[] : BatchView[field]
}

/** What batches should be, by ref, in the order in which that was said. */
export type Expectation = ReadonlyMap<string, ExpectedBatch>

/** One way in which batches are not as expected. */
export type Difference =
  | { readonly kind: 'missing'; readonly ref: string }
  | { readonly kind: 'unexpected'; readonly ref: string }
  | {
      readonly kind: 'field'
      readonly ref: string
      readonly field: BatchField
      readonly actual: FieldValue
      readonly expected: FieldValue
    }

export type FieldValue = string | number | null | readonly ExpectedLine[]

/**
 * All differences, both ways: in the order of the batches, their fields in that of their records, then the missing
 * batches in the order of the expectation. Batches are gone through once and none is held; it yields undefined now
 * and then, for its reader to rest.
 */
export function* differences(
  expectation: Expectation,
  batches: Iterable<BatchView>,
): Generator<Difference | undefined> {
  const met = new Set<string>()
  let compared = 0
  for (const batch of batches) {
    if (++compared % batchesPerRest === 0) yield undefined
    const expected = expectation.get(batch.ref)
    if (!expected) {
      yield { kind: 'unexpected', ref: batch.ref }
      continue
    }
    met.add(batch.ref)
    yield* fieldDifferences(batch, expected)
  }
  for (const ref of expectation.keys()) if (!met.has(ref)) yield { kind: 'missing', ref }
}

const batchesPerRest = 100
const plainFields = ['sku', 'eta', 'qty', 'allocated', 'available', 'rev'] as const

function* fieldDifferences(batch: BatchView, expected: ExpectedBatch): Generator<Difference> {
  const { ref } = batch
  for (const field of plainFields) {
    const wanted = expected[field]
    if (wanted === undefined || wanted === batch[field]) continue
    yield { kind: 'field', ref, field, actual: batch[field], expected: wanted }
  }
  if (expected.lines === undefined) return
  const lines = [...batch.lines]
  if (sameLines(lines, expected.lines)) return
  yield { kind: 'field', ref, field: 'lines', actual: lines, expected: expected.lines }
}

/** Their order counts: it is that of their age. */
function sameLines(some: readonly ExpectedLine[], others: readonly ExpectedLine[]): boolean {
  if (some.length !== others.length) return false
  return some.every(({ orderid, qty }, index) => {
    const other = others[index]
    return other?.orderid === orderid && other.qty === qty
  })
}
