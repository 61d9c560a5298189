import type { EventType } from '../domain/events.ts'
import { nearMiss } from './near-miss.ts'
import type { Published } from './published.ts'

/** What is called with an event: a function, or an object with `handle`; a promise that it returns is waited for. */
export type Subscriber<E = Published> = ((event: E) => unknown) | { handle(event: E): unknown }

/** A view of its own on what happened: it names the types of events that it is built of. */
export interface Projection<T extends EventType = EventType> {
  readonly subscribedTo: readonly T[]
  handle(event: Published<T>): unknown
}

/** A call that threw, rejected, or did not end in time. */
export type SubscriberFailure = {
  readonly event: Published
  readonly subscriber: Subscriber<never>
  /** The function's name, or that of the object's class; empty if it has none. */
  readonly name: string
  readonly error: unknown
}

export type PublishOptions = {
  /** Resolves when the events are accepted, not when they were delivered; false if absent. */
  readonly background?: boolean
}

/** What a bus did since it was made. */
export type BusStatistics = {
  /** Events that were handed to all who wanted them. */
  readonly published: number
  /** Calls, those that failed among them. */
  readonly handlersInvoked: number
  readonly handlerErrors: number
  /** Publications, not events. */
  readonly backgroundCreated: number
  readonly backgroundCompleted: number
}

/**
 * Tells subscribers what was committed (eventsource-py, tutorial 7). It is no part of the transaction: a subscriber
 * that fails is counted, logged and reported; neither the publisher nor another subscriber hears of it.
 *
 * The events of one publication are delivered one after the other. Of each, those who subscribed to its type are
 * called before those who subscribed to all events, both in the order in which they subscribed, each when the one
 * before it has ended. Background publications are delivered one after the other, too. Who subscribes is called from the next event
 * on; who has unsubscribed is not called any more.
 */
export interface EventBus {
  /**
   * Resolves when every subscriber has ended; with `background` as soon as there is room for the events to wait.
   *
   * @throws Error when the bus was shut down before all of them were delivered, or accepted
   */
  publish(events: readonly Published[], options?: PublishOptions): Promise<void>
  /**
   * Has a subscriber called with each event of a type; one that subscribes twice is called twice.
   *
   * @throws TypeError when there is no such event, or the subscriber is neither a function nor has `handle`
   * @example
   * ```js
   * const bus = new MemoryEventBus()
   * bus.subscribe('Allocated', event => console.log(event.batchref)) // b-1
   * const warehouse = memoryWarehouse({ bus })
   * await warehouse.handle({ type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 5 })
   * await warehouse.handle({ type: 'AllocationRequired', orderid: 'o-1', sku: 'LAMP', qty: 2 })
   * ```
   */
  subscribe<T extends EventType>(type: T, subscriber: Subscriber<Published<T>>): void
  /** Takes its oldest subscription to the type back. @returns whether there was one */
  unsubscribe<T extends EventType>(type: T, subscriber: Subscriber<Published<T>>): boolean
  /** Subscribes a projection to each type that it names. @throws TypeError like `subscribe` */
  subscribeAll<T extends EventType>(projection: Projection<T>): void
  /** Has a subscriber called with every event. @throws TypeError like `subscribe` */
  subscribeToAllEvents(subscriber: Subscriber): void
  /** Takes its oldest subscription to all events back. @returns whether there was one */
  unsubscribeFromAllEvents(subscriber: Subscriber): boolean
  clearSubscribers(): void
  /** How many subscribed to a type; without one, to any type or to all events. */
  subscriberCount(type?: EventType): number
  readonly wildcardSubscriberCount: number
  /** Whether `shutdown` was called. */
  readonly isShutDown: boolean
  /** A copy. */
  readonly statistics: BusStatistics
  /**
   * Accepts nothing more and waits for what was accepted; after the timeout it gives up. When it resolves, no
   * subscriber is called any more. Of several calls the shortest timeout counts.
   *
   * @param timeoutMs in milliseconds; 30,000 if absent
   * @returns the events that did not reach every subscriber, in the order in which they were accepted
   */
  shutdown(timeoutMs?: number): Promise<readonly Published[]>
}

/** What a module for `--subscribers` exports as its default. */
export type Subscribe = (bus: EventBus) => unknown

/** @throws TypeError when there is no such event */
export function checkEventType(type: unknown): void {
  const name = String(type)
  if (Object.hasOwn(eventTypes, name)) return
  const near = nearMiss(name, Object.keys(eventTypes))
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  throw new TypeError(`there is no event ${JSON.stringify(name)}${hint}`)
}

/** @throws TypeError when it names no events, or cannot be called */
export function checkProjection({
  subscribedTo,
  handle,
}: {
  readonly subscribedTo: readonly EventType[]
  readonly handle: unknown
}): void {
  if (!Array.isArray(subscribedTo) || subscribedTo.length === 0 || typeof handle !== 'function')
    throw new TypeError('a projection names types of events in "subscribedTo", and has a method "handle"')
  for (const type of subscribedTo) checkEventType(type)
}

const eventTypes: { readonly [T in EventType]: true } = {
  BatchCreated: true,
  AllocationRequired: true,
  BatchQuantityChanged: true,
  StockCounted: true,
  BatchArrived: true,
  OrderLineShipped: true,
  OrderLineCancelled: true,
  Allocated: true,
  OutOfStock: true,
  Deallocated: true,
}

/** @throws TypeError when it cannot be called */
export function checkSubscriber(subscriber: unknown): void {
  if (typeof subscriber === 'function') return
  if (typeof subscriber === 'object' && subscriber !== null && 'handle' in subscriber) {
    if (typeof subscriber.handle === 'function') return
  }
  throw new TypeError('a subscriber is a function, or an object with a method "handle"')
}

/** How a subscriber is called with an event of the type that it subscribed to. */
export function callOf(subscriber: Subscriber<never>): (event: Published) => unknown {
  // Whoever subscribes says by its type what it takes, but TypeScript cannot follow it here.
  const called = subscriber as Subscriber
  return typeof called === 'function' ? called : event => called.handle(event)
}

/** What to call a subscriber where people read of it. */
export function subscriberName(subscriber: Subscriber<never>): string {
  try {
    const named = typeof subscriber === 'function' ? subscriber : subscriber.constructor
    return named === Object || typeof named?.name !== 'string' ? '' : named.name
  } catch {
    return ''
  }
}
