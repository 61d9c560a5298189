import type { Count, EventOf, InputEvent } from '../domain/events.ts'
import type { SoundFields } from './sound.ts'

export type BuildEvent = (fields: SoundFields) => InputEvent

/** Makes the events of a log from their sound fields: with nothing else in them, and always in the same order. */
export const buildEvent: { readonly [T in InputEvent['type']]: (fields: SoundFields) => EventOf<T> } = {
  BatchCreated: ({ ref, sku, qty, eta }) => ({ type: 'BatchCreated', ref, sku, qty, eta: eta ?? null }),
  AllocationRequired: ({ orderid, sku, qty }) => ({ type: 'AllocationRequired', orderid, sku, qty }),
  BatchQuantityChanged: fields => ({ type: 'BatchQuantityChanged', ...quantity(fields) }),
  StockCounted: ({ sku, counts }) => ({ type: 'StockCounted', sku, counts: counts.map(quantity) }),
  BatchArrived: ({ ref }) => ({ type: 'BatchArrived', ref }),
  OrderLineShipped: ({ orderid, sku }) => ({ type: 'OrderLineShipped', orderid, sku }),
  OrderLineCancelled: ({ orderid, sku }) => ({ type: 'OrderLineCancelled', orderid, sku }),
}

function quantity({ ref, qty, expectedrev }: Count): Count {
  return expectedrev === undefined ? { ref, qty } : { ref, qty, expectedrev }
}
