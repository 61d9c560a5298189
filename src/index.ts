/**
 * The public API of alloc. Importing it loads no native module; `openStore` does.
 *
 * @packageDocumentation
 */
import type { Place } from './adapters/sqlite/connection.ts'
import type { Store } from './service/store.ts'

export { MemoryStore } from './adapters/memory/memory-store.ts'
export type { Place } from './adapters/sqlite/connection.ts'
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
export type { Handler, HandlerResult, HandlerTable } from './service/handler.ts'
export { handlers } from './service/handlers.ts'
export type { Input, Outcome } from './service/input.ts'
export type { LogEntry, LogLine, Problem, Refused } from './service/log-line.ts'
export { type ChainOptions, chainLimit, MessageBus } from './service/message-bus.ts'
export { Replay, type ReplayListener, type ReplayOptions } from './service/replay.ts'
export type { Applied, Progress, Run, Store } from './service/store.ts'
export { StoreError, type StoreErrorCode } from './service/store-error.ts'
export {
  type ChainUnitOfWork,
  type ProductRepository,
  StagedUnitOfWork,
  type UnitOfWork,
} from './service/unit-of-work.ts'
export type { BackorderView, BatchView, OrderLineView } from './service/views.ts'
export { decodeText, journaledEvent } from './wire/decode-text.ts'
export type { Decoded } from './wire/decoded.ts'
export type { LineCode, LineProblem } from './wire/line-problem.ts'
export { LogReader } from './wire/log-reader.ts'
export { backorderRecord, batchRecord, eventRecords } from './wire/records.ts'

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
