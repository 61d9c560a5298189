import type { StateQueries } from '../adapters/sqlite/state-queries.ts'
import { orderLineTable } from '../report/state-tables.ts'
import type { LineFilter } from '../service/state-filters.ts'
import { jsonDocument, orderLineRecord, orderLinesCsv } from '../wire/state-records.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './failure.ts'
import { mapped } from './mapped.ts'
import { formatAmong } from './replay-options.ts'
import { listState, repeatable, requireKnown } from './state-listing.ts'
import type { OrdersArguments } from './stock-options.ts'

const formats = ['human', 'ndjson', 'json', 'csv'] as const

/** `alloc orders`: the open order lines of a warehouse by age, or all lines of one order. */
export async function ordersCommand(
  orderid: string | undefined,
  options: OrdersArguments,
  context: Context,
): Promise<ExitCode> {
  const format = formatAmong(formats, 'human', options.output, '--output or ALLOC_OUTPUT')
  const { sku: skus, batch: refs, backorders, closed } = options
  return await listState('orders', options, context, state => {
    requireKnown('order', orderid === undefined ? [] : [orderid], name => state.hasOrder(name))
    requireKnown('product', skus, sku => state.hasSku(sku))
    requireKnown('batch', refs, ref => state.hasBatch(ref))
    return orderLines(format, state, { orderid, skus, refs, backorders, closed })
  })
}

function orderLines(
  format: (typeof formats)[number],
  state: StateQueries,
  filter: LineFilter,
): Iterable<string | undefined> {
  const lines = repeatable(() => state.orderLines(filter))
  switch (format) {
    case 'human':
      return orderLineTable(lines)
    case 'csv':
      return orderLinesCsv(lines)
    case 'ndjson':
      return mapped(lines, orderLineRecord)
    case 'json':
      return jsonDocument('orderlines', mapped(lines, orderLineRecord))
  }
}
