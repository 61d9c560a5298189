import type { BatchRef, Eta, OrderId, Sku } from './identifiers.ts'

/** A quantity was purchased: on hand (`eta` null) or on its way. */
export type BatchCreated = {
  readonly type: 'BatchCreated'
  readonly ref: BatchRef
  readonly sku: Sku
  readonly qty: number
  readonly eta: Eta | null
}

/** A customer ordered `qty` units; as an output, a line taken back that needs a new home. */
export type AllocationRequired = {
  readonly type: 'AllocationRequired'
  readonly orderid: OrderId
  readonly sku: Sku
  readonly qty: number
  /** Of a line taken back: the batch that can no longer hold it. For histories; it is not on the wire. */
  readonly takenFrom?: BatchRef
}

/** The units now there, or still to come, are `qty`; shipped ones are not counted. */
export type BatchQuantityChanged = {
  readonly type: 'BatchQuantityChanged'
  readonly ref: BatchRef
  readonly qty: number
  /** The batch's `rev` that the change was made against. */
  readonly expectedrev?: number
}

/** What a stock-take found in one batch. */
export type Count = {
  readonly ref: BatchRef
  readonly qty: number
  readonly expectedrev?: number
}

/** A stock-take of one SKU: all counts are set before anything is taken back. */
export type StockCounted = {
  readonly type: 'StockCounted'
  readonly sku: Sku
  readonly counts: readonly Count[]
}

/** What was on its way is on hand. */
export type BatchArrived = { readonly type: 'BatchArrived'; readonly ref: BatchRef }

/** The units of a line have left the warehouse. */
export type OrderLineShipped = {
  readonly type: 'OrderLineShipped'
  readonly orderid: OrderId
  readonly sku: Sku
}

/** The customer no longer wants the line. */
export type OrderLineCancelled = {
  readonly type: 'OrderLineCancelled'
  readonly orderid: OrderId
  readonly sku: Sku
}

/** A batch promised its units to a line. */
export type Allocated = {
  readonly type: 'Allocated'
  readonly orderid: OrderId
  readonly sku: Sku
  readonly qty: number
  readonly batchref: BatchRef
}

/** No batch could hold the line; it waits as a backorder. */
export type OutOfStock = {
  readonly type: 'OutOfStock'
  readonly orderid: OrderId
  readonly sku: Sku
  readonly qty: number
}

/** A cancelled line gave its units back. */
export type Deallocated = {
  readonly type: 'Deallocated'
  readonly orderid: OrderId
  readonly sku: Sku
  readonly qty: number
  readonly batchref: BatchRef
}

/** What a log says. */
export type InputEvent =
  | BatchCreated
  | AllocationRequired
  | BatchQuantityChanged
  | StockCounted
  | BatchArrived
  | OrderLineShipped
  | OrderLineCancelled

/** What handling an event brings about. */
export type EmittedEvent = Allocated | AllocationRequired | OutOfStock | Deallocated

/** Everything that travels on the message bus. */
export type Event = InputEvent | EmittedEvent

export type EventType = Event['type']
/** The types of the events that alloc emits. */
export const emittedTypes: readonly EmittedEvent['type'][] = [
  'Allocated',
  'AllocationRequired',
  'OutOfStock',
  'Deallocated',
]

/** The batch that an emitted event names: of a request the one that the line was taken from. */
export function batchrefOf(event: EmittedEvent): BatchRef | undefined {
  switch (event.type) {
    case 'Allocated':
    case 'Deallocated':
      return event.batchref
    case 'AllocationRequired':
      return event.takenFrom
    case 'OutOfStock':
      return undefined
  }
}

export type EventOf<T extends EventType> = Extract<Event, { readonly type: T }>

/** Whether two inputs state the same fact; the order in which a stock-take lists its batches is not part of it. */
export function sameFact(a: InputEvent, b: InputEvent): boolean {
  return a.type === b.type && factKey(a) === factKey(b)
}

function factKey(event: InputEvent): string {
  if (event.type !== 'StockCounted') return JSON.stringify(fieldsInOrder(event))
  const counts = event.counts.map(fieldsInOrder).map(fields => JSON.stringify(fields))
  return JSON.stringify([event.sku, counts.sort()])
}

function fieldsInOrder(record: object): readonly unknown[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
