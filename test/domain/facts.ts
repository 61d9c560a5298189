import type {
  AllocationRequired,
  BatchArrived,
  BatchCreated,
  BatchQuantityChanged,
  OrderLineCancelled,
  OrderLineShipped,
  StockCounted,
} from '../../src/domain/events.ts'
import {
  type BatchRef,
  type Eta,
  isBatchRef,
  isEta,
  isOrderId,
  isSku,
  type OrderId,
  type Sku,
} from '../../src/domain/identifiers.ts'

export function sku(text: string): Sku {
  return minted(text, isSku)
}

export function ref(text: string): BatchRef {
  return minted(text, isBatchRef)
}

export function orderid(text: string): OrderId {
  return minted(text, isOrderId)
}

export function eta(text: string): Eta {
  return minted(text, isEta)
}

/** On hand, or due on a day; of the SKU `LAMP` unless another is named. */
export function batchCreated(
  name: string,
  qty: number,
  due: string | null = null,
  of = 'LAMP',
): BatchCreated {
  return { type: 'BatchCreated', ref: ref(name), sku: sku(of), qty, eta: due === null ? null : eta(due) }
}

export function allocationRequired(order: string, qty: number, of = 'LAMP'): AllocationRequired {
  return { type: 'AllocationRequired', orderid: orderid(order), sku: sku(of), qty }
}

export function batchQuantityChanged(name: string, qty: number, expectedrev?: number): BatchQuantityChanged {
  const change = { type: 'BatchQuantityChanged', ref: ref(name), qty } as const
  return expectedrev === undefined ? change : { ...change, expectedrev }
}

/** Counts by the batch's name. */
export function stockCounted(found: Readonly<Record<string, number>>, of = 'LAMP'): StockCounted {
  const counts = Object.entries(found).map(([name, qty]) => ({ ref: ref(name), qty }))
  return { type: 'StockCounted', sku: sku(of), counts }
}

export function batchArrived(name: string): BatchArrived {
  return { type: 'BatchArrived', ref: ref(name) }
}

export function orderLineShipped(order: string, of = 'LAMP'): OrderLineShipped {
  return { type: 'OrderLineShipped', orderid: orderid(order), sku: sku(of) }
}

export function orderLineCancelled(order: string, of = 'LAMP'): OrderLineCancelled {
  return { type: 'OrderLineCancelled', orderid: orderid(order), sku: sku(of) }
}

function minted<T extends string>(text: string, is: (text: string) => text is string & T): T {
  if (!is(text)) throw new Error(`${JSON.stringify(text)} names nothing`)
  return text
}
