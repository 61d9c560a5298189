import type { Projection } from '../event-bus.ts'
import type { Published } from '../published.ts'

/** A line that no batch holds. */
export type WaitingLine = { readonly orderid: string; readonly sku: string; readonly qty: number }

const types = ['OutOfStock', 'Allocated', 'OrderLineCancelled'] as const

/** A projection: which order lines wait for stock, from the one that waits longest. */
export class OrdersWaiting implements Projection<(typeof types)[number]> {
  readonly subscribedTo = types
  readonly #lines = new Map<string, WaitingLine>()
  #position = 0

  /** The position of the last event that it knows. */
  get position(): number {
    return this.#position
  }

  get lines(): Iterable<WaitingLine> {
    return this.#lines.values()
  }

  handle(event: Published<(typeof types)[number]>): void {
    const { orderid, sku } = event
    if (event.type === 'OutOfStock') this.#lines.set(`${orderid}\n${sku}`, { orderid, sku, qty: event.qty })
    else this.#lines.delete(`${orderid}\n${sku}`)
    this.#position = event.position
  }
}
