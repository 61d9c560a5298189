import { summaryText } from '../report/summary.ts'
import type { Counts } from '../service/counts.ts'
import type { Store } from '../service/store.ts'
import { paced } from './pace.ts'
import type { Results } from './printer.ts'
import type { ReplayArguments } from './replay-options.ts'

/** What a replay has to show once everything is committed. */
export async function replayResults(
  store: Store,
  counts: Counts,
  { allBatches, dryRun, db }: ReplayArguments,
  abort: AbortSignal,
): Promise<Results> {
  const which = allBatches ? 'all' : 'touched'
  return {
    counts,
    batches: store.batches(which),
    batchRows: store.batchRows(which),
    backorders: store.backorders(which),
    outofstock: await count(store.backorders('touched'), abort),
    dryrun: dryRun === true,
    db: db ?? null,
  }
}

/** The same in a sentence or two. */
export async function resultsSummary(
  { counts, batchRows, outofstock, dryrun, db }: Results,
  abort: AbortSignal,
): Promise<string> {
  const kept = dryrun ? 'dry-run' : db === null || db === ':memory:' ? 'nothing' : { to: db }
  const { read, applied, repeated, skipped, outcomes, rejected, emitted, emittedByType } = counts
  return summaryText({
    ...{ read, applied, repeated, skipped, outcomes, rejected, emitted, emittedByType, outofstock, kept },
    batches: await count(batchRows, abort),
  })
}

async function count(items: Iterable<unknown>, abort: AbortSignal): Promise<number> {
  let found = 0
  for await (const _ of paced(items, abort)) found++
  return found
}
