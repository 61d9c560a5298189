import type { Problem, Refused } from './log-line.ts'

/** An event was refused, so that nothing of its group was applied. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused'
  /** What is wrong, as `docs/errors.md` lists it: `unknown-sku`. */
  readonly code: string
  /** Its place: `events.ndjson:5`. */
  readonly at: string
  /** The way out, where one is known. */
  readonly hint: string | undefined

  constructor({ message, code, at, hint }: Pick<Refused<Problem>, 'message' | 'code' | 'at' | 'hint'>) {
    super(`${at}: ${message}`)
    this.code = code
    this.at = at
    this.hint = hint
  }
}
