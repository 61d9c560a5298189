import { countRecord, countSheetCsv } from '../wire/state-records.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './failure.ts'
import { mapped } from './mapped.ts'
import { formatAmong } from './replay-options.ts'
import { listState, requireKnown } from './state-listing.ts'
import type { CountsheetArguments } from './stock-options.ts'

/** `alloc countsheet`: what there is to count, as a sheet that `alloc stocktake` reads. */
export async function countsheetCommand(options: CountsheetArguments, context: Context): Promise<ExitCode> {
  const format = formatAmong(['csv', 'ndjson'], 'csv', options.output)
  const { sku: skus, batch: refs, empty, until, blind = false } = options
  return await listState('countsheet', options, context, state => {
    requireKnown('product', skus, sku => state.hasSku(sku))
    requireKnown('batch', refs, ref => state.hasBatch(ref))
    const batches = state.countSheet({ skus, refs, empty, until })
    return format === 'csv'
      ? countSheetCsv(batches, blind)
      : mapped(batches, batch => countRecord(batch, blind))
  })
}
