import type { InputEvent } from '../domain/events.ts'
import type { BatchRef } from '../domain/identifiers.ts'
import type { Product } from '../domain/product.ts'
import type { BatchBefore } from './store.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** The batches whose quantity or arrival an event sets or ships from, as they are before it is handled. */
export function quantitiesBefore(event: InputEvent, { products }: UnitOfWork): readonly BatchBefore[] {
  switch (event.type) {
    case 'BatchCreated':
      return [{ ref: event.ref, sku: event.sku, qty: null }]
    case 'BatchQuantityChanged':
    case 'BatchArrived':
      return batchesOf(products.getByBatchref(event.ref), [event.ref])
    case 'StockCounted':
      return batchesOf(
        products.get(event.sku),
        event.counts.map(count => count.ref),
      )
    case 'OrderLineShipped': {
      const product = products.get(event.sku)
      const line = product?.line(event.orderid)
      if (!line?.batchref) return none
      return batchesOf(product, [line.batchref]).map(batch => ({ ...batch, shipped: line.qty }))
    }
    case 'AllocationRequired':
    case 'OrderLineCancelled':
      return none
  }
}

const none: readonly BatchBefore[] = []

function batchesOf(product: Product | undefined, refs: readonly BatchRef[]): readonly BatchBefore[] {
  if (!product) return none
  return refs.flatMap(ref => {
    const batch = product.batch(ref)
    return batch ? [{ ref, sku: product.sku, qty: batch.qty }] : []
  })
}
