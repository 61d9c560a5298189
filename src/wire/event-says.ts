import type { EventType } from '../domain/events.ts'

/** What each event says, in a sentence. */
export const eventSays: { readonly [T in EventType]: string } = {
  BatchCreated: 'A quantity was purchased: it is on hand, or on its way.',
  AllocationRequired: 'A customer ordered.',
  BatchQuantityChanged: 'The units that are there now, or still to come, are `qty`.',
  StockCounted: 'A stock-take of one SKU; all of its counts are one change.',
  BatchArrived: 'What was on its way is on hand.',
  OrderLineShipped: 'The units of a line have left the warehouse.',
  OrderLineCancelled: 'The customer no longer wants the line.',
  Allocated: 'A batch promised its units to a line.',
  OutOfStock: 'No batch could hold the line; it waits as a backorder.',
  Deallocated: 'A cancelled line gave its units back.',
}

/** What an `AllocationRequired` says that alloc emitted. */
export const requiredAgain = 'A line was taken back and needs a new home, or a backorder is offered stock.'
