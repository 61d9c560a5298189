import { deliver, type Recipient } from './deliver.ts'
import type { EventBus } from './event-bus.ts'
import type { GivenEvent, GivenLog } from './given-event.ts'
import { inputName } from './input-name.ts'
import { InputRefused } from './input-refused.ts'
import { eventsAfter, eventsOf, eventsOfRows } from './journaled-events.ts'
import { type LogCodec, linesOf } from './log-codec.ts'
import type { Problem, Refused } from './log-line.ts'
import type { MessageBus } from './message-bus.ts'
import { OneByOne } from './one-by-one.ts'
import { Outbox, type PageQueue } from './outbox.ts'
import { type Published, publishedEvents } from './published.ts'
import { Replay, type ReplayListener } from './replay.ts'
import { type Handled, type Replayed, type ReplayLogOptions, replayed } from './replayed.ts'
import { RunningHash } from './running-hash.ts'
import type { Applied, Store } from './store.ts'
import { Turns } from './turns.ts'
import type { BackorderView, BatchView, OrderLineView } from './views.ts'

/** What a warehouse is made of. */
export type WarehouseParts<P extends Problem> = {
  readonly store: Store
  readonly messageBus: MessageBus
  readonly bus: EventBus
  readonly codec: LogCodec<P>
  /** Where what a group did waits for its commit. */
  readonly newPageQueue: () => PageQueue
  /** Whether nothing that is done is kept, so that subscribers are not told of it. */
  readonly isTrial: boolean
  /** Offers stock that comes in or comes free to backorders, unless an event says for itself. */
  readonly retryBackorders: boolean
}

/** A warehouse and its bus: what is committed here is published here, behind the commit. */
export class Warehouse<P extends Problem = Problem> {
  /** Subscribe here. */
  readonly bus: EventBus
  readonly #parts: WarehouseParts<P>
  readonly #outbox: Outbox
  readonly #oneByOne: OneByOne<P>
  /** Who works with the store. */
  readonly #turns = new Turns()
  /** The last row before the group under way, if it has one. */
  #committedRow: number | undefined
  #lastApplied: Applied | undefined
  #lastRefused: Refused<P> | undefined

  constructor(parts: WarehouseParts<P>) {
    this.#parts = parts
    this.bus = parts.bus
    this.#outbox = new Outbox(parts.bus, parts.store, parts.codec.inputOf, parts.newPageQueue)
    this.#oneByOne = new OneByOne(parts.store, parts.codec, () => this.#newReplay({}))
  }

  /**
   * Replays a log, all or nothing unless `commit` says otherwise; resolves when it is committed and subscribers were
   * told. That a log was replayed before is not noticed: events with an id are skipped, others are applied once more.
   *
   * @throws InputRefused when an event is refused and is not to be left out; the group under way is rolled back
   * @throws StoreError when the database cannot do its work
   * @example
   * ```js
   * const warehouse = await openWarehouse({ file: 'warehouse.db' })
   * const log = createReadStream('fixtures/example.ndjson')
   * const { applied, events } = await warehouse.replay(log, { name: 'example.ndjson' })
   * console.log(applied) // 5
   * console.log([...events].at(-1).id) // e-5~1~1
   * await warehouse.close()
   * ```
   */
  async replay(log: GivenLog, options: ReplayLogOptions<P> = {}): Promise<Replayed> {
    const { name = '-', strict = false, commit: groupSize = Number.POSITIVE_INFINITY } = options
    const turn = this.#turns.join()
    await turn.take()
    const replay = this.#newReplay(options)
    const reader = this.#parts.codec.reader(strict)
    const hash = new RunningHash()
    const rows = { before: 0, last: 0 }
    let end = groupSize
    const publish = async () => {
      end = replay.counts.read + groupSize
      if (rows.last === 0) rows.before = this.#committedRow ?? 0
      rows.last = this.#lastApplied?.row ?? rows.last
      this.#committedRow = undefined
      this.#parts.store.tidy()
      // A subscriber may work with the warehouse, too.
      turn.leave()
      await this.#outbox.publish()
      await turn.take()
    }
    try {
      this.#oneByOne.end()
      replay.beginInput(inputName(name))
      for await (const lines of linesOf(log, reader, hash)) {
        await turn.take()
        for (const line of lines) {
          if (!replay.take(line)) throw this.#refusal()
          if (replay.counts.read < end) continue
          replay.commit({ bytes: line.endOffset, lines: line.number, sha256: hash.at(line.endOffset) })
          await publish()
        }
        if (!replay.hasGroup) turn.leave()
      }
      await turn.take()
      const { bytes, lines } = reader
      replay.endInput({ bytes, lines, sha256: hash.at(bytes) })
      replay.commit()
      await publish()
      return replayed(replay.counts, this.#eventsOfRows(rows.before, rows.last))
    } catch (error) {
      throw this.#parts.store.explain(error)
    } finally {
      if (replay.hasGroup) this.#rollback(replay)
      turn.leave()
    }
  }

  /**
   * Handles one event, commits it with all that it causes, and tells subscribers.
   *
   * @throws InputRefused when it cannot be true, or is no event; nothing has changed then
   * @throws StoreError when the database cannot do its work
   * @example
   * ```js
   * const warehouse = memoryWarehouse()
   * const ordered = { type: 'AllocationRequired', orderid: 'o-1', sku: 'LAMP', qty: 2 }
   * await warehouse.handle(ordered).catch(error => console.log(error.code)) // unknown-sku
   * await warehouse.handle({ type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 1 })
   * const { results, events } = await warehouse.handle(ordered)
   * console.log(results[0]) // null
   * console.log(events.at(-1).type) // OutOfStock
   * ```
   */
  async handle(event: GivenEvent, { strict = false }: { readonly strict?: boolean } = {}): Promise<Handled> {
    const applied = await this.#inTurn(() => this.#commit(event, strict))
    if (!applied) return { results: [], events: [] }
    await this.#outbox.publish()
    return {
      results: applied.chain.results,
      events: applied.repeated ? [] : publishedEvents(applied.input, applied),
    }
  }

  /** The committed events with a position above this, in order, read as they are gone through. */
  events(after = 0): Iterable<Published> {
    const { store, codec } = this.#parts
    return iterable(() => eventsAfter(store, codec.inputOf, after, () => this.#committedUntil))
  }

  /**
   * Gives a subscriber or a projection the committed events behind a position, one after the other, and waits for each.
   * Nothing is passed over: when it failed it is to be called again.
   *
   * @param after where to begin; if absent, where the recipient's `position` says that it is, or at the beginning
   * @returns the position of the last event that was gone by
   * @throws whatever the recipient throws; neither that event nor those behind it are delivered
   * @example
   * ```js
   * const warehouse = await openWarehouse('memory')
   * await warehouse.replay(createReadStream('fixtures/example.ndjson'))
   * const stock = new StockBySku()
   * const position = await warehouse.deliver(stock)
   * console.log(position) // 9
   * console.log(stock.of('SMALL-TABLE').available) // 45
   * ```
   */
  async deliver(recipient: Recipient, after: number = recipient.position ?? 0): Promise<number> {
    return await deliver(this.events(after), recipient, after)
  }

  /**
   * An input and all that it caused, found by the id of any of them; empty if there is none.
   *
   * @param source who named the input; `urn:alloc` if absent
   * @example
   * ```js
   * const warehouse = memoryWarehouse()
   * await warehouse.replay(createReadStream('fixtures/example.ndjson'))
   * for (const { id, type } of warehouse.trace('e-4~1')) console.log(id, type)
   * // e-4 AllocationRequired
   * // e-4~1 Allocated
   * ```
   */
  trace(id: string, source = 'urn:alloc'): readonly Published[] {
    const { store, codec } = this.#parts
    const root = id.split('~')[0] ?? id
    const row = store.journalRow(source === 'urn:alloc' ? '' : source, root)
    return row && row.row <= this.#committedUntil ? eventsOf(row, codec.inputOf) : []
  }

  /** By SKU, then in the order in which they are asked for units; to be read while no replay is under way. */
  batches(): Iterable<BatchView> {
    return this.#parts.store.batches('all')
  }

  /** Every order line ever asked for, by age. */
  orders(): Iterable<OrderLineView> {
    return this.#parts.store.orderLines()
  }

  /** The open lines that no batch holds, by age. */
  backorders(): Iterable<BackorderView> {
    return this.#parts.store.backorders('all')
  }

  /**
   * Waits for what is under way, shuts the bus down and closes the store.
   *
   * @returns the events that the bus had accepted and could not deliver in time
   */
  async close(timeoutMs?: number): Promise<readonly Published[]> {
    await this.#inTurn(() => this.#oneByOne.end())
    const abandoned = await this.bus.shutdown(timeoutMs)
    await this.#inTurn(() => this.#parts.store.close())
    return abandoned
  }

  /** @returns what was applied, unless it was known */
  #commit(event: GivenEvent, strict: boolean): Applied | undefined {
    this.#lastApplied = undefined
    try {
      if (!this.#oneByOne.take(event, strict)) throw this.#refusal()
      this.#parts.store.tidy()
      return this.#lastApplied
    } catch (error) {
      this.#outbox.drop()
      throw this.#parts.store.explain(error)
    } finally {
      this.#committedRow = undefined
    }
  }

  #newReplay({ refusalsAllowed = 0, onRefused }: ReplayLogOptions<P>): Replay<P> {
    const { store, messageBus, codec, retryBackorders } = this.#parts
    const factOf = (text: string) => codec.inputOf(text).event
    this.#lastApplied = undefined
    const listener: ReplayListener<P> = {
      applied: applied => {
        this.#committedRow ??= applied.row - 1
        this.#lastApplied = applied
        if (!this.#parts.isTrial) this.#outbox.add(applied)
      },
      refused: refused => {
        this.#lastRefused = refused
        onRefused?.(refused)
      },
      unknownFields: () => {},
    }
    return new Replay(store, messageBus, { retryBackorders, refusalsAllowed, factOf }, listener)
  }

  #rollback(replay: Replay<P>): void {
    replay.rollback()
    this.#outbox.drop()
    this.#committedRow = undefined
  }

  #refusal(): unknown {
    return this.#lastRefused
      ? new InputRefused(this.#lastRefused)
      : new Error('a replay ended without a word')
  }

  #eventsOfRows(before: number, last: number): Iterable<Published> {
    const { store, codec } = this.#parts
    return iterable(function* () {
      for (const events of eventsOfRows(store, codec.inputOf, before, () => last)) yield* events
    })
  }

  /** Up to which row everything is committed: behind it may be a group under way. */
  get #committedUntil(): number {
    return this.#committedRow ?? Number.MAX_SAFE_INTEGER
  }

  async #inTurn<T>(work: () => T): Promise<T> {
    const turn = this.#turns.join()
    await turn.take()
    try {
      return work()
    } finally {
      turn.leave()
    }
  }
}

function iterable<T>(open: () => Iterator<T>): Iterable<T> {
  return { [Symbol.iterator]: open }
}
