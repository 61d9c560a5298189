import type { EventBus, PublishOptions } from './event-bus.ts'
import { HeldChains } from './held-chains.ts'
import { eventsOfPage, type HeldPage } from './held-page.ts'
import { eventsOfRows, type InputOf } from './journaled-events.ts'
import type { Published } from './published.ts'
import type { Applied, Store } from './store.ts'

/** Pages in their order; there may be any number. */
export interface PageQueue extends Iterable<HeldPage> {
  /** @throws whatever keeps it from having room */
  append(page: HeldPage): void
  /** Gives back what they took. */
  close(): void
}

/** So many events are published at once. */
const eventsAtOnce = 200

/** What a group did waits here until it is committed, and is published then: nobody hears of what may not stand. */
export class Outbox {
  readonly #bus: EventBus
  readonly #store: Store
  readonly #inputOf: InputOf
  readonly #newQueue: () => PageQueue
  readonly #chains = new HeldChains()
  /** What waits, or undefined where it is to be read back from the journal, if anybody subscribes. */
  #queue: PageQueue | undefined
  #from: number | undefined
  #to = 0
  #missed: Published | undefined

  constructor(bus: EventBus, store: Store, inputOf: InputOf, newQueue: () => PageQueue) {
    this.#bus = bus
    this.#store = store
    this.#inputOf = inputOf
    this.#newQueue = newQueue
  }

  add(applied: Applied): void {
    if (this.#from === undefined) {
      this.#from = applied.row
      this.#queue = this.#bus.subscriberCount() > 0 ? this.#newQueue() : undefined
    }
    this.#to = applied.row
    if (!this.#queue || applied.repeated) return
    this.#chains.add(applied)
    if (this.#chains.isFull) this.#keep(this.#queue, this.#chains.takePage())
  }

  /** Where there is no room for it, the group can still be read back: nobody's subscriber ends a replay. */
  #keep(queue: PageQueue, page: HeldPage): void {
    try {
      queue.append(page)
    } catch {
      queue.close()
      this.#queue = undefined
    }
  }

  /** To be called when the group is committed. */
  async publish(options?: PublishOptions): Promise<void> {
    const [queue, from, to] = [this.#queue, this.#from, this.#to]
    const last = this.#chains.takePage()
    // A subscriber may have the next group handled.
    this.#queue = undefined
    this.#from = undefined
    try {
      if (from === undefined || this.#bus.subscriberCount() === 0) return
      for (const events of queue ? eventsOfPages(queue, last) : this.#eventsOfRows(from, to)) {
        this.#missed = events[0]
        await this.#bus.publish(events, options)
      }
      this.#missed = undefined
    } finally {
      queue?.close()
    }
  }

  /** Where publishing failed: the first event that the bus did not take. */
  get missed(): Published | undefined {
    return this.#missed
  }

  /** Forgets a group that was rolled back. */
  drop(): void {
    this.#queue?.close()
    this.#queue = undefined
    this.#from = undefined
    this.#chains.clear()
  }

  #eventsOfRows(from: number, to: number): Iterable<readonly Published[]> {
    return eventsOfRows(this.#store, this.#inputOf, from - 1, () => to)
  }
}

function* eventsOfPages(pages: Iterable<HeldPage>, last: HeldPage): Generator<readonly Published[]> {
  for (const page of pages) yield* eventsOfPage(page, eventsAtOnce)
  yield* eventsOfPage(last, eventsAtOnce)
}
