/** What can be wrong with a warehouse's database. */
export const storeErrorCodes = ['db-locked', 'db-foreign', 'db-newer', 'db-corrupt', 'db-replaced'] as const
export type StoreErrorCode = (typeof storeErrorCodes)[number]

/** The store cannot do its work; nobody's event is to blame. What was not committed is gone. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /** Undefined where the database itself is sound: a full disk, a missing permission. */
  readonly code: StoreErrorCode | undefined
  readonly hint: string | undefined
  /** Whether the last group may have been stored or not. */
  readonly isOutcomeUnknown: boolean

  constructor(
    message: string,
    options: { code?: StoreErrorCode; hint?: string; cause?: unknown; isOutcomeUnknown?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = options.code
    this.hint = options.hint
    this.isOutcomeUnknown = options.isOutcomeUnknown ?? false
  }
}

/** What a journal says that somebody changed by hand; the position is that of the event. */
export function journalDamage(position: number | undefined, what: string): StoreError {
  const event = position === undefined ? 'an event' : `event ${position}`
  const hint = 'restore the database from a backup, or replay the logs into a new file'
  return new StoreError(`${event} of the journal ${what}`, { code: 'db-corrupt', hint })
}
