import type { Emission } from './chain.ts'

/** An order line that a count moves: away from a batch, to another one or into the backorders. */
export type LineEffect = {
  readonly orderid: string
  readonly sku: string
  readonly qty: number
  readonly from: string
  /** Null when it goes out of stock. */
  readonly to: string | null
}

/** What a stock-take did to order lines, as its chain tells: the lines taken back, oldest first, and where they went. */
export function effectsOf(emissions: readonly Emission[]): readonly LineEffect[] {
  const outcomes = new Map(emissions.map(({ event, cause }) => [cause, event]))
  return emissions.flatMap(({ event }, index) => {
    if (event.type !== 'AllocationRequired' || event.takenFrom === undefined) return []
    const { orderid, sku, qty, takenFrom: from } = event
    const outcome = outcomes.get(index + 1)
    return [{ orderid, sku, qty, from, to: outcome?.type === 'Allocated' ? outcome.batchref : null }]
  })
}
