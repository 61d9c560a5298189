/** Why the domain refuses an event; the names are those of diagnostics, rejects and the journal. */
export const refusalCodes = [
  'unknown-sku',
  'unknown-batch',
  'unknown-line',
  'batch-conflict',
  'line-conflict',
  'line-closed',
  'not-allocated',
  'stale-count',
  'sku-mismatch',
  'chain-too-long',
  'id-conflict',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Leads to a value in an event: `['qty']`, or `['counts', 2, 'ref']`. */
export type FieldPath = readonly (string | number)[]

/** Abandons a chain because the event cannot be true; the input is refused and changes nothing. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  /** The value concerned. */
  readonly field: FieldPath
  /** What to do about it. */
  readonly hint: string | undefined

  /** @param message what is wrong, with the value; lower case, without a full stop */
  constructor(code: RefusalCode, field: FieldPath, message: string, hint?: string) {
    super(message)
    this.code = code
    this.field = field
    this.hint = hint
  }
}
