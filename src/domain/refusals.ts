import type { Batch } from './batch.ts'
import type { BatchRef, OrderId, Sku } from './identifiers.ts'
import type { OrderLine } from './order-line.ts'
import { type FieldPath, Refusal } from './refusal.ts'

/** The SKU has never had a batch. */
export function unknownSku(sku: Sku): Refusal {
  const hint = 'check the spelling, or record its first BatchCreated before it'
  return new Refusal('unknown-sku', ['sku'], `there is no product ${quote(sku)}`, hint)
}

export function unknownBatch(ref: BatchRef, field: FieldPath): Refusal {
  const hint = 'check the spelling, or record its BatchCreated before it'
  return new Refusal('unknown-batch', field, `there is no batch ${quote(ref)}`, hint)
}

export function unknownLine(orderid: OrderId, sku: Sku): Refusal {
  const hint = 'check the spelling, or record its AllocationRequired before it'
  return new Refusal(
    'unknown-line',
    ['orderid'],
    `order ${quote(orderid)} has no line of ${quote(sku)}`,
    hint,
  )
}

/** A count names a batch of another product. */
export function skuMismatch(ref: BatchRef, counted: Sku, sku: Sku, field: FieldPath): Refusal {
  const message = `batch ${quote(ref)} holds ${quote(sku)}, not ${quote(counted)}`
  return new Refusal('sku-mismatch', field, message, 'a StockCounted counts the batches of one SKU')
}

/** A batch was created before, otherwise. */
export function batchConflict(known: Batch, sku: Sku, field: 'sku' | 'qty' | 'eta'): Refusal {
  const { qty, eta } = known.created
  return new Refusal(
    'batch-conflict',
    [field],
    `batch ${quote(known.ref)} was created with another ${field}: ${qty} of ${quote(sku)}, ${eta ? `due ${eta}` : 'on hand'}`,
    'give a new batch its own ref; a new quantity is a BatchQuantityChanged, an arrival a BatchArrived',
  )
}

/** A line holds its units, with another quantity. */
export function lineConflict(line: OrderLine, sku: Sku, qty: number): Refusal {
  const where = line.state === 'shipped' ? 'was shipped from' : 'is allocated to'
  return new Refusal(
    'line-conflict',
    ['qty'],
    `order line ${quote(line.orderid)} of ${quote(sku)} ${where} ${quote(line.batchref ?? '')} with qty ${line.qty}, not ${qty}`,
    'a changed order line is cancelled and asked for under a new orderid',
  )
}

/** The state of the line is final. */
export function lineClosed(line: OrderLine, sku: Sku): Refusal {
  const message = `order line ${quote(line.orderid)} of ${quote(sku)} is ${line.state}, and stays so`
  const hint =
    line.state === 'cancelled'
      ? 'ask for the units under a new orderid'
      : 'record goods that come back as a BatchCreated'
  return new Refusal('line-closed', ['orderid'], message, hint)
}

export function notAllocated(line: OrderLine, sku: Sku): Refusal {
  const message = `order line ${quote(line.orderid)} of ${quote(sku)} has no stock to ship: it is a backorder`
  return new Refusal(
    'not-allocated',
    ['orderid'],
    message,
    'ask for it again once there is stock, then ship it',
  )
}

/** The batch's quantity has moved since it was counted. */
export function staleCount(batch: Batch, expectedrev: number, field: FieldPath): Refusal {
  return new Refusal(
    'stale-count',
    field,
    `batch ${quote(batch.ref)} is at rev ${batch.rev}, the count was made at rev ${expectedrev}`,
    'count it again: units were shipped or corrected since',
  )
}

/** A name as messages show it; names hold nothing invisible. */
export function quote(name: string): string {
  return JSON.stringify(name)
}
