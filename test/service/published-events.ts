import type { Event } from '../../src/domain/events.ts'
import type { Envelope, Published } from '../../src/service/published.ts'
import { allocationRequired, orderid, ref, sku } from '../domain/facts.ts'

/** An event as it leaves, made up; its position is the number in its id. */
export function published<E extends Event>(event: E, position: number): E & Envelope {
  const names = { id: `e${position}`, source: 'urn:alloc', correlationid: `e${position}`, causationid: null }
  return { ...event, ...names, position, seq: null, at: `log:${position}`, time: null }
}

export function asked(position: number): Published<'AllocationRequired'> {
  return published(allocationRequired(`o${position}`, 2), position)
}

export function promised(position: number): Published<'Allocated'> {
  const line = { orderid: orderid(`o${position}`), sku: sku('LAMP'), qty: 2 }
  return published({ type: 'Allocated', ...line, batchref: ref('b1') } as const, position)
}

export function outOfStock(position: number): Published<'OutOfStock'> {
  const line = { orderid: orderid(`o${position}`), sku: sku('LAMP'), qty: 2 }
  return published({ type: 'OutOfStock', ...line } as const, position)
}
