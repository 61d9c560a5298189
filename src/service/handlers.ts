import type {
  AllocationRequired,
  BatchArrived,
  BatchCreated,
  BatchQuantityChanged,
  OrderLineCancelled,
  OrderLineShipped,
  StockCounted,
} from '../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../domain/identifiers.ts'
import { Product } from '../domain/product.ts'
import { skuMismatch, unknownBatch, unknownLine, unknownSku } from '../domain/refusals.ts'
import type { HandlerTable } from './handler.ts'
import type { UnitOfWork } from './unit-of-work.ts'

export function addBatch(event: BatchCreated, uow: UnitOfWork): BatchRef {
  const product =
    uow.products.getByBatchref(event.ref) ?? uow.products.get(event.sku) ?? newProduct(event.sku, uow)
  product.addBatch(event)
  uow.commit()
  return event.ref
}

/** @returns the batch that holds the line, or null when it is out of stock */
export function allocate(event: AllocationRequired, uow: UnitOfWork): BatchRef | null {
  const product = uow.products.get(event.sku)
  if (!product) throw unknownSku(event.sku)
  const batchref = product.allocate(event.orderid, event.qty)
  uow.commit()
  return batchref
}

export function changeBatchQuantity(event: BatchQuantityChanged, uow: UnitOfWork): BatchRef {
  const product = productOfBatch(event.ref, uow)
  product.recount([event], () => [])
  uow.commit()
  return event.ref
}

export function countStock(event: StockCounted, uow: UnitOfWork): Sku {
  const product = uow.products.get(event.sku)
  if (!product) throw unknownSku(event.sku)
  const strangers = event.counts.flatMap(({ ref }, index) => (product.batch(ref) ? [] : [{ ref, index }]))
  for (const { ref, index } of strangers) {
    if (!uow.products.getByBatchref(ref)) throw unknownBatch(ref, ['counts', index, 'ref'])
  }
  for (const { ref, index } of strangers) {
    const holds = uow.products.getByBatchref(ref)?.sku ?? event.sku
    throw skuMismatch(ref, event.sku, holds, ['counts', index, 'ref'])
  }
  product.recount(event.counts, index => ['counts', index])
  uow.commit()
  return event.sku
}

export function receiveBatch(event: BatchArrived, uow: UnitOfWork): BatchRef {
  productOfBatch(event.ref, uow).receive(event.ref)
  uow.commit()
  return event.ref
}

export function shipOrderLine(event: OrderLineShipped, uow: UnitOfWork): OrderId {
  productOfLine(event, uow).ship(event.orderid)
  uow.commit()
  return event.orderid
}

export function cancelOrderLine(event: OrderLineCancelled, uow: UnitOfWork): OrderId {
  productOfLine(event, uow).cancel(event.orderid)
  uow.commit()
  return event.orderid
}

/** What alloc does with each event; extend it by `{ ...handlers, Allocated: [yours] }`. */
export const handlers: HandlerTable = {
  BatchCreated: [addBatch],
  AllocationRequired: [allocate],
  BatchQuantityChanged: [changeBatchQuantity],
  StockCounted: [countStock],
  BatchArrived: [receiveBatch],
  OrderLineShipped: [shipOrderLine],
  OrderLineCancelled: [cancelOrderLine],
  Allocated: [],
  OutOfStock: [],
  Deallocated: [],
}

function newProduct(sku: Sku, uow: UnitOfWork): Product {
  const product = new Product(sku)
  uow.products.add(product)
  return product
}

function productOfBatch(ref: BatchRef, uow: UnitOfWork): Product {
  const product = uow.products.getByBatchref(ref)
  if (!product) throw unknownBatch(ref, ['ref'])
  return product
}

/** An order line that is not there is unknown, whether its SKU is or not. */
function productOfLine({ sku, orderid }: OrderLineShipped | OrderLineCancelled, uow: UnitOfWork): Product {
  const product = uow.products.get(sku)
  if (!product) throw unknownLine(orderid, sku)
  return product
}
