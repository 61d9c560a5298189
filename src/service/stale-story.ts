import type { InputEvent } from '../domain/events.ts'
import type { BatchRow } from './views.ts'

/** What an event did to a batch's quantity; `before` is what it was until then. */
export type BatchChange = {
  /** The event's text in the journal. */
  readonly text: string
  readonly before: number
}

/** So many changes are told, the newest ones. */
const told = 5

/**
 * What has happened to a batch since it had a rev: `rev 7 -> 9: shipped order-3 x 5, set to 31`.
 *
 * @param changes newest first
 * @param factOf reads an event back from its text
 */
export function storySince(
  since: number,
  { rev, qty }: Pick<BatchRow, 'rev' | 'qty'>,
  changes: Iterable<BatchChange>,
  factOf: (text: string) => InputEvent,
): string {
  const head = `rev ${since} -> ${rev}`
  if (since > rev) return `${head}: the sheet is of another warehouse`
  const steps: string[] = []
  let [left, after] = [rev - since, qty]
  for (const { text, before } of changes) {
    if (left === 0 || steps.length === told) break
    if (before === after) continue
    steps.unshift(step(factOf(text), before, after))
    after = before
    left--
  }
  return `${head}: ${[...(left > 0 ? [`${left} earlier`] : []), ...steps].join(', ')}`
}

function step(event: InputEvent, before: number, after: number): string {
  if (event.type === 'OrderLineShipped') return `shipped ${event.orderid} x ${before - after}`
  return `set to ${after}`
}
