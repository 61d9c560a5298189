import type { Count } from '../../domain/events.ts'
import type { Projection } from '../event-bus.ts'
import type { Published } from '../published.ts'

/** The units of a SKU, over all its batches. */
export type Stock = { readonly qty: number; readonly allocated: number; readonly available: number }

const types = [
  ...(['BatchCreated', 'BatchQuantityChanged', 'StockCounted', 'OrderLineShipped'] as const),
  ...(['Allocated', 'AllocationRequired', 'Deallocated'] as const),
] as const

/** A projection: how much there is of each SKU, how much of it is promised, and how much is left. */
export class StockBySku implements Projection<(typeof types)[number]> {
  readonly subscribedTo = types
  readonly #batches = new Map<string, { readonly sku: string; readonly qty: number }>()
  readonly #promises = new Map<string, { readonly qty: number; readonly batchref: string }>()
  readonly #stock = new Map<string, Stock>()
  #position = 0

  /** The position of the last event that it knows. */
  get position(): number {
    return this.#position
  }

  /** Undefined for a SKU of which there never was a batch. */
  of(sku: string): Stock | undefined {
    return this.#stock.get(sku)
  }

  get skus(): Iterable<string> {
    return this.#stock.keys()
  }

  handle(event: Published<(typeof types)[number]>): void {
    switch (event.type) {
      case 'BatchCreated':
        this.#batches.set(event.ref, { sku: event.sku, qty: 0 })
        this.#count(event)
        break
      case 'BatchQuantityChanged':
        this.#count(event)
        break
      case 'StockCounted':
        for (const count of event.counts) this.#count(count)
        break
      case 'Allocated':
        this.#promises.set(lineKey(event), event)
        this.#change(event.sku, 0, event.qty)
        break
      case 'AllocationRequired':
      case 'Deallocated':
        // Of a line that is new, or waits, nothing was promised.
        this.#change(event.sku, 0, -this.#release(event))
        break
      case 'OrderLineShipped':
        this.#ship(event)
        break
    }
    this.#position = event.position
  }

  #count({ ref, qty }: Pick<Count, 'ref' | 'qty'>): void {
    const batch = this.#batches.get(ref)
    if (!batch) throw new Error(`the batch ${ref} was never created`)
    this.#change(batch.sku, qty - batch.qty, 0)
    this.#batches.set(ref, { ...batch, qty })
  }

  #ship(event: Published<'OrderLineShipped'>): void {
    const promise = this.#promises.get(lineKey(event))
    const batch = promise && this.#batches.get(promise.batchref)
    if (!batch) throw new Error(`nothing is promised to ${event.orderid}`)
    const qty = this.#release(event)
    this.#batches.set(promise.batchref, { ...batch, qty: batch.qty - qty })
    this.#change(event.sku, -qty, -qty)
  }

  /** @returns how many units were promised to a line */
  #release(line: { readonly orderid: string; readonly sku: string }): number {
    const promise = this.#promises.get(lineKey(line))
    this.#promises.delete(lineKey(line))
    return promise?.qty ?? 0
  }

  #change(sku: string, units: number, promised: number): void {
    const before = this.#stock.get(sku) ?? { qty: 0, allocated: 0 }
    const [qty, allocated] = [before.qty + units, before.allocated + promised]
    this.#stock.set(sku, { qty, allocated, available: qty - allocated })
  }
}

function lineKey({ orderid, sku }: { readonly orderid: string; readonly sku: string }): string {
  return `${orderid}\n${sku}`
}
