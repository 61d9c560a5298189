import type {
  BatchCreated,
  BatchQuantityChanged,
  InputEvent,
  OrderLineCancelled,
  StockCounted,
} from '../domain/events.ts'
import type { Product } from '../domain/product.ts'
import type { UnitOfWork } from './unit-of-work.ts'

type BringsStock = BatchCreated | BatchQuantityChanged | StockCounted | OrderLineCancelled

/** Whether units may come in or come free by this event, so that a mark to retry backorders means something. */
export function mayBringStock(event: InputEvent): event is BringsStock {
  switch (event.type) {
    case 'BatchCreated':
    case 'BatchQuantityChanged':
    case 'StockCounted':
    case 'OrderLineCancelled':
      return true
    default:
      return false
  }
}

/**
 * Offers the stock that an event brought to the backorders that existed before it, oldest first, one at a
 * time. To be prepared before the event is handled and run when its queue is empty; each step commits one
 * offer, whose events the caller handles before it asks for the next. A line that the event itself left
 * without stock is not placed: what no batch could hold then, none can hold now.
 */
export function offerBackorders(event: BringsStock, uow: UnitOfWork): Iterable<void> {
  productOf(event, uow)?.forgetRestocking()
  return offers(event, uow)
}

function* offers(event: BringsStock, uow: UnitOfWork): Generator<void> {
  if (!productOf(event, uow)?.restocked) return
  let line = productOf(event, uow)?.offerBackorder(0)
  while (line) {
    uow.commit()
    yield
    line = productOf(event, uow)?.offerBackorder(line.seq)
  }
}

function productOf(event: BringsStock, uow: UnitOfWork): Product | undefined {
  return event.type === 'BatchQuantityChanged'
    ? uow.products.getByBatchref(event.ref)
    : uow.products.get(event.sku)
}
