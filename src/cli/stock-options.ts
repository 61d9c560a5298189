import { isDate } from '../domain/calendar.ts'
import { exitCodes, Failure } from './failure.ts'
import type { CommonOptions } from './replay-options.ts'

/** Lists of names that an option may be given again and again for. */
type Chosen = { readonly sku?: readonly string[]; readonly batch?: readonly string[] }

/** What `batches` was asked for. */
export type BatchesArguments = CommonOptions & Chosen & { readonly available?: boolean }

/** What `orders` was asked for. */
export type OrdersArguments = CommonOptions &
  Chosen & { readonly backorders?: boolean; readonly closed?: boolean }

/** What `countsheet` was asked for. */
export type CountsheetArguments = CommonOptions &
  Chosen & { readonly blind?: boolean; readonly empty?: boolean; readonly until?: string }

/** Reads the value of `--until`. */
export function day(text: string): string {
  if (isDate(text)) return text
  const message = `--until takes a day such as 2026-12-01, not ${JSON.stringify(text)}`
  throw new Failure(exitCodes.wrongUse, message)
}
