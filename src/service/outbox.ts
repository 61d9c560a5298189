import type { EventBus, PublishOptions } from './event-bus.ts'
import { HeldChains } from './held-chains.ts'
import { eventsOfRows, type InputOf } from './journaled-events.ts'
import type { Published } from './published.ts'
import type { Applied, Store } from './store.ts'

/** So many bytes of a group wait in memory, some 140,000 inputs; a greater one is read back from the journal. */
const heldBytes = 24 * 1024 * 1024

/** So many events are published at once. */
const eventsAtOnce = 200

/** What a group did waits here until it is committed, and is published then: nobody hears of what may not stand. */
export class Outbox {
  readonly #bus: EventBus
  readonly #store: Store
  readonly #inputOf: InputOf
  /** What waits, or undefined where it is to be read back. */
  #held: HeldChains | undefined
  /** That of the group before: with new room for each group, garbage would be collected more often. */
  #spare: HeldChains | undefined
  #from: number | undefined
  #to = 0
  #missed: Published | undefined

  constructor(bus: EventBus, store: Store, inputOf: InputOf) {
    this.#bus = bus
    this.#store = store
    this.#inputOf = inputOf
  }

  add(applied: Applied): void {
    if (this.#from === undefined) {
      this.#from = applied.row
      this.#held = this.#bus.subscriberCount() > 0 ? (this.#spare ?? new HeldChains()) : undefined
      this.#spare = undefined
    }
    this.#to = applied.row
    if (!this.#held || applied.repeated) return
    this.#held.add(applied)
    if (this.#held.size > heldBytes) this.#held = undefined
  }

  /** To be called when the group is committed. */
  async publish(options?: PublishOptions): Promise<void> {
    const groups = this.#groups()
    const held = this.#held
    this.drop()
    for (const events of groups) {
      this.#missed = events[0]
      await this.#bus.publish(events, options)
    }
    this.#missed = undefined
    held?.clear()
    this.#spare = held
  }

  /** Where publishing failed: the first event that the bus did not take. */
  get missed(): Published | undefined {
    return this.#missed
  }

  /** Forgets a group that was rolled back. */
  drop(): void {
    this.#from = undefined
    this.#held = undefined
  }

  #groups(): Iterable<readonly Published[]> {
    if (this.#from === undefined || this.#bus.subscriberCount() === 0) return []
    if (this.#held) return this.#held.groups(eventsAtOnce)
    const to = this.#to
    return eventsOfRows(this.#store, this.#inputOf, this.#from - 1, () => to)
  }
}
