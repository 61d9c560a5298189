import { isDate } from '../domain/calendar.ts'
import type { CountRow } from '../service/count-sheet.ts'
import { nearMiss } from '../service/near-miss.ts'
import type { Sorted } from '../service/sorted.ts'
import type { Approval, StockTakeOptions } from '../service/stock-take.ts'
import { type Tolerance, tolerance } from '../service/tolerance.ts'
import { journaledEvent } from '../wire/decode-text.ts'
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

/** What `stocktake` was asked for. */
export type StocktakeArguments = CommonOptions & {
  readonly apply?: boolean
  readonly tolerance: readonly Tolerance[]
  /** Batches, or `all`. */
  readonly accept: readonly string[]
  readonly allowStale: readonly string[]
  readonly reasons?: readonly string[]
  readonly requireReason?: boolean
  readonly duplicates: 'error' | 'sum'
  readonly keepUnchanged?: boolean
  readonly missing: 'ignore' | 'warn' | 'error'
  readonly exitCode?: boolean
}

/**
 * How the counts of a sheet are judged.
 *
 * @param rows those of the sheet that can be read
 * @param areOthers whether there are others; then nobody knows which batches are not on the sheet
 * @throws Failure when an approval names a batch that is not among them, unless there are others
 */
export function judgement(
  options: StocktakeArguments,
  rows: Sorted<CountRow>,
  areOthers: boolean,
): StockTakeOptions {
  const { tolerance: tolerances, reasons, duplicates, requireReason, keepUnchanged } = options
  const missing = areOthers ? 'ignore' : options.missing
  if (!areOthers) {
    requireOnSheet('--accept', options.accept, rows)
    requireOnSheet('--allow-stale', options.allowStale, rows)
  }
  return {
    ...{ tolerances, reasons, duplicates, missing, factOf: journaledEvent },
    accepted: approval(options.accept),
    staleAllowed: approval(options.allowStale),
    requireReason: requireReason === true,
    keepUnchanged: keepUnchanged === true,
  }
}

function approval(names: readonly string[]): Approval {
  return names.includes('all') ? { has: () => true } : new Set(names)
}

function requireOnSheet(option: string, names: readonly string[], rows: Sorted<CountRow>): void {
  const stranger = names.find(name => name !== 'all' && !rows.has(name))
  if (stranger === undefined) return
  const refs: string[] = []
  for (const { ref } of rows.items()) if (refs.push(ref) === candidates) break
  const near = nearMiss(stranger, refs)
  const message = `${option} names ${JSON.stringify(stranger)}, which is not on the sheet`
  throw new Failure(exitCodes.wrongUse, message, near === undefined ? undefined : `did you mean ${near}?`)
}

/** So many names are compared with one that was mistyped. */
const candidates = 10_000

/** Reads the value of `--tolerance`: `5%`, `3` or `5%,3`. */
export function tolerances(text: string): readonly Tolerance[] {
  return text.split(',').map(part => {
    const found = tolerance(part.trim())
    if (found) return found
    const message = `--tolerance takes a share and a number of units such as 5%, 3 or 5%,3, not ${JSON.stringify(text)}`
    throw new Failure(exitCodes.wrongUse, message)
  })
}

/** Reads the value of `--reasons`: codes with commas between them. */
export function reasonCodes(text: string): readonly string[] {
  const codes = text.split(',').map(code => code.trim())
  if (codes.every(code => code !== '')) return codes
  throw new Failure(exitCodes.wrongUse, `--reasons takes codes with commas, not ${JSON.stringify(text)}`)
}

/** Reads the value of `--until`. */
export function day(text: string): string {
  if (isDate(text)) return text
  const message = `--until takes a day such as 2026-12-01, not ${JSON.stringify(text)}`
  throw new Failure(exitCodes.wrongUse, message)
}
