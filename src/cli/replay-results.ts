import { summaryText } from '../report/summary.ts'
import type { Counts } from '../service/counts.ts'
import type { Store } from '../service/store.ts'
import type { Results } from './printer.ts'
import type { ReplayArguments } from './replay-options.ts'

/** What a replay that is complete has to show. */
export function resultsOf(
  store: Store,
  counts: Counts,
  { allBatches, dryRun, db }: Pick<ReplayArguments, 'allBatches' | 'dryRun' | 'db'>,
): Results {
  const which = allBatches ? 'all' : 'touched'
  return {
    counts,
    batches: store.batches(which),
    backorders: store.backorders(which),
    outofstock: count(store.backorders('touched')),
    dryrun: dryRun === true,
    db: db ?? null,
  }
}

/** The same in a sentence or two. */
export function summaryOf({ counts, batches, outofstock, dryrun, db }: Results): string {
  const kept = dryrun ? 'dry-run' : db === null || db === ':memory:' ? 'nothing' : { to: db }
  const { read, applied, repeated, skipped, outcomes, rejected, emitted, emittedByType } = counts
  return summaryText({
    ...{ read, applied, repeated, skipped, outcomes, rejected, emitted, emittedByType, outofstock, kept },
    batches: count(batches),
  })
}

function count(items: Iterable<unknown>): number {
  let found = 0
  for (const _ of items) found++
  return found
}
