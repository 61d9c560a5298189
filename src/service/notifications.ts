import type { Published } from './published.ts'

/** A message to people. */
export type Notification = {
  /** Names what it is about, so that whoever sends it can know it again: the source and id of the event. */
  readonly id: string
  /** Where it goes, in the words of whoever sends it: an e-mail address. */
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Sends messages to people; it may be slow, and may fail. */
export interface Notifications {
  send(notification: Notification): unknown
}

/**
 * A subscriber that sends word of each line that no batch can hold (Architecture Patterns with Python, chapter 8).
 *
 * @example
 * ```js
 * const notifications = new RecordedNotifications()
 * const warehouse = memoryWarehouse()
 * warehouse.bus.subscribe('OutOfStock', new OutOfStockNotice(notifications, 'stock@example.com'))
 * await warehouse.handle({ type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 1 })
 * await warehouse.handle({ type: 'AllocationRequired', orderid: 'o-1', sku: 'LAMP', qty: 2 })
 * console.log(notifications.sent[0].text) // Order o-1 waits for 2 units of LAMP (program:2).
 * ```
 */
export class OutOfStockNotice {
  readonly #notifications: Notifications
  readonly #to: string

  /** @param to who buys new stock */
  constructor(notifications: Notifications, to: string) {
    this.#notifications = notifications
    this.#to = to
  }

  handle({ source, id, sku, qty, orderid, at }: Published<'OutOfStock'>): unknown {
    return this.#notifications.send({
      id: `${source} ${id}`,
      to: this.#to,
      subject: `Out of stock: ${sku}`,
      text: `Order ${orderid} waits for ${qty} ${qty === 1 ? 'unit' : 'units'} of ${sku} (${at}).`,
    })
  }
}
