/** Why a line is no event; the names are those of diagnostics and rejects. */
export const lineCodes = [
  'not-utf8',
  'line-too-long',
  'json-syntax',
  'truncated',
  'json-too-deep',
  'duplicate-key',
  'reserved-key',
  'not-an-object',
  'unknown-type',
  'missing-field',
  'invalid-field',
  'unknown-field',
  'invalid-cloudevent',
  'compressed',
] as const
export type LineCode = (typeof lineCodes)[number]

/** The first thing that is wrong with a line, and where. */
export type LineProblem = {
  readonly code: LineCode
  /** Lower case, without a full stop; what it quotes from the line is made visible and cut. */
  readonly message: string
  /** Byte offsets from the line's start; both are the line's length where its end came too early. */
  readonly start: number
  readonly end: number
  /** The field concerned: `qty`, `counts[2].ref`, `data.sku`. */
  readonly field?: string
  /** What to do about it. */
  readonly hint?: string
  /** The true length, in bytes, of a line that is too long to be at hand. */
  readonly length?: number
}

/** The longest line, in bytes without its end. */
export const lineLimit = 1_048_576

/** The longest line that holds another as a text, in which a byte may take six. */
export const wrapperLimit = 8 * lineLimit

/** How deep a line may be nested. */
export const depthLimit = 8

/** The problem of a line of `length` bytes of which only the beginning is at hand. */
export function tooLong(length: number): LineProblem {
  return {
    code: 'line-too-long',
    message: `the line has ${grouped(length)} bytes; the limit is ${grouped(lineLimit)}`,
    start: 0,
    end: 0,
    hint: 'look for a missing newline, or split the event',
    length,
  }
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
