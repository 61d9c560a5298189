import type { EventBus, PublishOptions } from './event-bus.ts'
import { HeldChains } from './held-chains.ts'
import { eventsOfRows, type InputOf } from './journaled-events.ts'
import { type Published, publishedEvents } from './published.ts'
import type { Applied, Store } from './store.ts'

/** So many bytes of a group wait in memory, some 100,000 inputs; a greater one is read back from the journal. */
const heldBytes = 16 * 1024 * 1024

/** So many events are published at once. */
const eventsAtOnce = 200

/** What a group did waits here until it is committed, and is published then: nobody hears of what may not stand. */
export class Outbox {
  readonly #bus: EventBus
  readonly #store: Store
  readonly #inputOf: InputOf
  /** What waits, or undefined where it is to be read back. */
  #held: HeldChains | undefined
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
      this.#held = this.#bus.subscriberCount() > 0 ? new HeldChains() : undefined
    }
    this.#to = applied.row
    if (!this.#held || applied.repeated) return
    this.#held.add(applied)
    if (this.#held.size > heldBytes) this.#held = undefined
  }

  /** To be called when the group is committed. */
  async publish(options?: PublishOptions): Promise<void> {
    const groups = this.#groups()
    this.drop()
    for (const events of groups) {
      this.#missed = events[0]
      await this.#bus.publish(events, options)
    }
    this.#missed = undefined
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
    if (this.#held) return inGroups(this.#held)
    const to = this.#to
    return eventsOfRows(this.#store, this.#inputOf, this.#from - 1, () => to)
  }
}

function* inGroups(held: HeldChains): Generator<readonly Published[]> {
  let group: Published[] = []
  for (const each of held) {
    for (const event of publishedEvents(each)) group.push(event)
    if (group.length < eventsAtOnce) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
