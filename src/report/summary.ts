import { emittedTypes } from '../domain/events.ts'
import { visibleText } from '../domain/visible-text.ts'
import type { Counts } from '../service/counts.ts'
import { counted, countText } from './count-text.ts'

type Told = 'read' | 'applied' | 'repeated' | 'skipped' | 'outcomes' | 'rejected' | 'emitted'

/** The counts of one run and what became of its result. */
export type Summary = Readonly<Pick<Counts, Told>> & {
  readonly emittedByType: ReadonlyMap<string, number>
  /** Lines that this run left without stock. */
  readonly outofstock: number
  /** Batches that this run prints. */
  readonly batches: number
  /** The database that holds the result, or why none does. */
  readonly kept: { readonly to: string } | 'nothing' | 'dry-run'
}

/** Two sentences for people, a line each: what was done, and where the result is. */
export function summaryText(summary: Summary): string {
  return `${whatWasDone(summary)}\n${whereItIs(summary)}`
}

function whatWasDone(summary: Summary): string {
  const { read, repeated, skipped, outcomes, rejected, emitted, emittedByType, outofstock, batches } = summary
  const apart = nonZero([
    [repeated, `${countText(repeated)} repeated`],
    [skipped, `${countText(skipped)} skipped`],
    [outcomes, counted(outcomes, 'outcome')],
    [rejected, `${countText(rejected)} rejected`],
  ])
  const types = emittedTypes.map(type => ({ type, count: emittedByType.get(type) ?? 0 }))
  const byType = nonZero(types.map(({ type, count }) => [count, `${countText(count)} ${type}`]))
  const parts = [
    `${counted(read, 'event')} read${inParentheses(apart)}`,
    `${countText(emitted)} emitted${inParentheses(byType)}`,
    counted(batches, 'batch', 'batches'),
    ...nonZero([[outofstock, `${counted(outofstock, 'line')} without stock`]]),
  ]
  return `${parts.join(', ')}.`
}

function whereItIs({ kept, read }: Summary): string {
  if (kept === 'nothing') return 'Nothing was saved. Use --db FILE to keep the result.'
  if (kept === 'dry-run') return 'Dry run: nothing was saved.'
  if (read === 0) return 'There was nothing to save.'
  return `Saved to ${visibleText(kept.to, Number.POSITIVE_INFINITY)}.`
}

function nonZero(counts: readonly (readonly [count: number, text: string])[]): string[] {
  return counts.filter(([count]) => count !== 0).map(([, text]) => text)
}

function inParentheses(parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
