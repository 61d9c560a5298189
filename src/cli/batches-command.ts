import type { StateQueries } from '../adapters/sqlite/state-queries.ts'
import { batchTable } from '../report/state-tables.ts'
import type { BatchFilter } from '../service/state-filters.ts'
import { batchRecord } from '../wire/records.ts'
import { batchesCsv, jsonDocument } from '../wire/state-records.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './failure.ts'
import { mapped } from './mapped.ts'
import { formatAmong } from './replay-options.ts'
import { listState, repeatable, requireKnown } from './state-listing.ts'
import type { BatchesArguments } from './stock-options.ts'

const formats = ['human', 'ndjson', 'json', 'csv'] as const

/** `alloc batches`: the batches of a warehouse, by sku, then in the order in which they are asked for units. */
export async function batchesCommand(options: BatchesArguments, context: Context): Promise<ExitCode> {
  const format = formatAmong(formats, 'human', options.output, '--output or ALLOC_OUTPUT')
  const filter = { skus: options.sku, refs: options.batch, available: options.available }
  return await listState('batches', options, context, state => {
    requireKnown('product', filter.skus, sku => state.hasSku(sku))
    requireKnown('batch', filter.refs, ref => state.hasBatch(ref))
    return batchLines(format, state, filter)
  })
}

function batchLines(
  format: (typeof formats)[number],
  state: StateQueries,
  filter: BatchFilter,
): Iterable<string | undefined> {
  switch (format) {
    case 'human':
      return batchTable(repeatable(() => state.batchRows(filter)))
    case 'csv':
      return batchesCsv(state.batchRows(filter))
    case 'ndjson':
      return mapped(state.batches(filter), batchRecord)
    case 'json':
      return jsonDocument('batches', mapped(state.batches(filter), batchRecord))
  }
}
