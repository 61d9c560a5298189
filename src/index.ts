/**
 * The public API of alloc. Importing it loads no native module; `openStore` does.
 *
 * @packageDocumentation
 */
import { HeldPages } from './adapters/files/held-pages.ts'
import { MemoryEventBus } from './adapters/memory/memory-event-bus.ts'
import { MemoryStore } from './adapters/memory/memory-store.ts'
import type { Place } from './adapters/sqlite/place.ts'
import type { EventBus } from './service/event-bus.ts'
import type { HandlerTable } from './service/handler.ts'
import { MessageBus } from './service/message-bus.ts'
import type { Store } from './service/store.ts'
import { Warehouse } from './service/warehouse.ts'
import { journaledInput } from './wire/decode-text.ts'
import type { LineProblem } from './wire/line-problem.ts'
import { LogReader } from './wire/log-reader.ts'

export { MemoryEventBus, type MemoryEventBusOptions } from './adapters/memory/memory-event-bus.ts'
export { MemoryStore } from './adapters/memory/memory-store.ts'
export { PrintedNotifications } from './adapters/notifications/printed-notifications.ts'
export { RecordedNotifications } from './adapters/notifications/recorded-notifications.ts'
export type { Place } from './adapters/sqlite/place.ts'
export { Batch, type BatchState } from './domain/batch.ts'
export type {
  Allocated,
  AllocationRequired,
  BatchArrived,
  BatchCreated,
  BatchQuantityChanged,
  Count,
  Deallocated,
  EmittedEvent,
  Event,
  EventOf,
  EventType,
  InputEvent,
  OrderLineCancelled,
  OrderLineShipped,
  OutOfStock,
  StockCounted,
} from './domain/events.ts'
export {
  type BatchRef,
  type Eta,
  isBatchRef,
  isEta,
  isOrderId,
  isSku,
  type OrderId,
  type Sku,
} from './domain/identifiers.ts'
export type { LineState, OrderLine } from './domain/order-line.ts'
export { Product } from './domain/product.ts'
export { Refusal, type RefusalCode } from './domain/refusal.ts'
export type { Chain, Emission } from './service/chain.ts'
export type { Recipient } from './service/deliver.ts'
export type {
  BusStatistics,
  EventBus,
  Projection,
  PublishOptions,
  Subscribe,
  Subscriber,
  SubscriberFailure,
} from './service/event-bus.ts'
export type { GivenCount, GivenEvent, GivenLog, GivenMetadata } from './service/given-event.ts'
export type { Handler, HandlerResult, HandlerTable } from './service/handler.ts'
export { handlers } from './service/handlers.ts'
export type { Input, Outcome } from './service/input.ts'
export { InputRefused } from './service/input-refused.ts'
export type { LogEntry, LogLine, Problem, Refused } from './service/log-line.ts'
export { type ChainOptions, chainLimit, MessageBus } from './service/message-bus.ts'
export { type Notification, type Notifications, OutOfStockNotice } from './service/notifications.ts'
export { OrdersWaiting, type WaitingLine } from './service/projections/orders-waiting.ts'
export { type Stock, StockBySku } from './service/projections/stock-by-sku.ts'
export type { Envelope, Published } from './service/published.ts'
export { Replay, type ReplayListener, type ReplayOptions } from './service/replay.ts'
export type { Handled, Replayed, ReplayLogOptions } from './service/replayed.ts'
export type { Applied, Progress, Run, Store } from './service/store.ts'
export { StoreError, type StoreErrorCode } from './service/store-error.ts'
export {
  type ChainUnitOfWork,
  type ProductRepository,
  StagedUnitOfWork,
  type UnitOfWork,
} from './service/unit-of-work.ts'
export type { BackorderView, BatchView, OrderLineView } from './service/views.ts'
export type { Warehouse } from './service/warehouse.ts'
export { decodeText, journaledEvent } from './wire/decode-text.ts'
export type { Decoded } from './wire/decoded.ts'
export type { LineCode, LineProblem } from './wire/line-problem.ts'
export { LogReader } from './wire/log-reader.ts'
export { backorderRecord, batchRecord, eventRecords, inputRecord } from './wire/records.ts'

/**
 * Opens a warehouse in SQLite.
 *
 * @param place `{ file }`, made in its first committed group if it is missing; `'temporary'`, gone with the
 *   process; or `'memory'`
 * @param lockTimeoutMs how long to wait for another writer, in milliseconds
 * @throws StoreError when the file is not alloc's, too new, damaged, or cannot be opened
 */
export async function openStore(place: Place, lockTimeoutMs = 5_000): Promise<Store> {
  const { SqliteStore } = await import('./adapters/sqlite/sqlite-store.ts')
  return new SqliteStore(place, { create: true, lockTimeoutMs })
}

export type WarehouseOptions = {
  /** What is done with each event; alloc's own handlers if absent. */
  readonly handlers?: HandlerTable
  /** Where subscribers are told of what was committed; a `MemoryEventBus` if absent. */
  readonly bus?: EventBus
  /** Offers stock that comes in or comes free to backorders, unless an event says for itself; false if absent. */
  readonly retryBackorders?: boolean
  /** How long to wait for another writer, in milliseconds; 5,000 if absent. */
  readonly lockTimeoutMs?: number
}

/**
 * Opens a warehouse in SQLite: all that `alloc replay` does, for a program.
 *
 * @param place `{ file }`; `{ copyOf }`, a private copy of a file, to try something: nothing of it is kept, and no
 *   subscriber is told; `'temporary'`, gone with the process; or `'memory'`
 * @throws StoreError when the file is not alloc's, too new, damaged, or cannot be opened
 * @example
 * ```js
 * const warehouse = await openWarehouse('memory')
 * await warehouse.handle({ type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 5 })
 * const { results } = await warehouse.handle({ type: 'AllocationRequired', orderid: 'o-1', sku: 'LAMP', qty: 2 })
 * console.log(results[0]) // b-1
 * await warehouse.close()
 * ```
 */
export async function openWarehouse(
  place: Place,
  options: WarehouseOptions = {},
): Promise<Warehouse<LineProblem>> {
  const isTrial = typeof place === 'object' && 'copyOf' in place
  return warehouseOf(await openStore(place, options.lockTimeoutMs), options, isTrial)
}

/**
 * A warehouse in plain maps, for tests of handlers and subscribers; it loads no native module.
 *
 * @example
 * ```js
 * const warehouse = memoryWarehouse()
 * warehouse.bus.subscribe('OutOfStock', event => console.log(event.orderid)) // o-1
 * await warehouse.replay([
 *   { type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 5 },
 *   { type: 'AllocationRequired', orderid: 'o-1', sku: 'LAMP', qty: 6 },
 * ])
 * ```
 */
export function memoryWarehouse(
  options: Omit<WarehouseOptions, 'lockTimeoutMs'> = {},
): Warehouse<LineProblem> {
  return warehouseOf(new MemoryStore(), options, false)
}

function warehouseOf(
  store: Store,
  { handlers, bus = new MemoryEventBus(), retryBackorders = false }: WarehouseOptions,
  isTrial: boolean,
): Warehouse<LineProblem> {
  const codec = {
    reader: (strict: boolean, from?: { readonly bytes: number; readonly lines: number }) =>
      new LogReader({ strict }, from),
    inputOf: journaledInput,
  }
  const messageBus = new MessageBus(handlers)
  const newPageQueue = () => new HeldPages()
  return new Warehouse({ store, messageBus, bus, codec, newPageQueue, isTrial, retryBackorders })
}
