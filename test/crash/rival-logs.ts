import { chance, oneOf } from './extent.ts'

const skus = ['LAMP', 'DESK'] as const
const sharedBatches = ['s1', 's2', 's3']
const sharedOrders = 3

/** What is there before the rivals come, in most rounds. */
export function stockBefore(round: number): readonly string[] {
  const skuOf = (ref: string) => oneOf(skus, 'stock', round, ref)
  return sharedBatches.map(ref =>
    line({ type: 'BatchCreated', id: `before-${ref}`, ref, sku: skuOf(ref), qty: 60 }),
  )
}

/**
 * The log of one of several processes that want the same stock, too little for all: each event has an id, and some
 * events are in the logs of all.
 */
export function rivalLog(round: number, rival: number): readonly string[] {
  const length = 30 + Math.floor(chance('length', round, rival) * 60)
  const events = Array.from({ length }, (_, n) => rivalEvent(`${rival}-${n}`, round))
  const shared = Array.from({ length: sharedOrders }, (_, n) => order(`all-${n}`, 'LAMP', 3))
  const opening = { type: 'BatchCreated', ref: `b${rival}`, sku: oneOf(skus, 'sku', round, rival), qty: 30 }
  return [{ ...opening, id: `${rival}-b` }, ...events, ...shared].map(line)
}

function rivalEvent(id: string, round: number): object {
  const qty = 1 + Math.floor(chance('qty', round, id) * 9)
  const sku = oneOf(skus, 'sku', round, id)
  const [rival, n] = id.split('-').map(Number)
  const earlier = `${rival}-${Math.floor(chance('earlier', round, id) * (n ?? 0))}`
  const kind = chance('kind', round, id)
  if (kind < 0.6) return order(id, sku, qty)
  if (kind < 0.75) {
    const ref = oneOf([...sharedBatches, 'b1', 'b2'], 'ref', round, id)
    return { type: 'BatchQuantityChanged', id, ref, qty: qty * 8 }
  }
  const type = kind < 0.9 ? 'OrderLineCancelled' : 'OrderLineShipped'
  return { type, id, orderid: earlier, sku, retrybackorders: kind < 0.8 }
}

function order(id: string, sku: string, qty: number): object {
  return { type: 'AllocationRequired', id, orderid: id, sku, qty }
}

function line(event: object): string {
  return `${JSON.stringify(event)}\n`
}
