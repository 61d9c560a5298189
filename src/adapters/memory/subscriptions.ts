import type { EventType } from '../../domain/events.ts'
import { callOf, checkSubscriber, type Subscriber } from '../../service/event-bus.ts'
import type { Published } from '../../service/published.ts'

/** What somebody subscribes to: a type of events, or all. */
export type Topic = EventType | '*'

/** One subscriber, subscribed once. */
export type Subscription = {
  readonly subscriber: Subscriber<never>
  readonly topic: Topic
  readonly call: (event: Published) => unknown
  /** Whether it still stands: who goes through an older list looks here. */
  isActive: boolean
}

/** Who wants which events, in order. Lists are replaced, not changed: a delivery goes through the one that it began with. */
export class Subscriptions {
  readonly #lists = new Map<Topic, readonly Subscription[]>()
  /** Whom an event of a type is told, as long as nobody comes or goes. */
  readonly #told = new Map<EventType, readonly Subscription[]>()

  of(topic: Topic): readonly Subscription[] {
    return this.#lists.get(topic) ?? none
  }

  /** Who wants an event of this type: those who asked for the type, then those who asked for all. */
  toldOf(type: EventType): readonly Subscription[] {
    let told = this.#told.get(type)
    if (!told) {
      told = [...this.of(type), ...this.of('*')]
      this.#told.set(type, told)
    }
    return told
  }

  get count(): number {
    let count = 0
    for (const list of this.#lists.values()) count += list.length
    return count
  }

  /** @throws TypeError when the subscriber is none */
  add(topic: Topic, subscriber: Subscriber<never>): void {
    checkSubscriber(subscriber)
    const subscription = { subscriber, topic, call: callOf(subscriber), isActive: true }
    this.#replace(topic, [...this.of(topic), subscription])
  }

  /** Takes the oldest one of this subscriber back. @returns whether there was one */
  remove(topic: Topic, subscriber: Subscriber<never>): boolean {
    const found = this.of(topic).find(subscription => subscription.subscriber === subscriber)
    if (found) this.end(found)
    return found !== undefined
  }

  end(subscription: Subscription): void {
    subscription.isActive = false
    const { topic } = subscription
    const rest = this.of(topic).filter(each => each !== subscription)
    this.#replace(topic, rest)
  }

  clear(): void {
    for (const list of this.#lists.values()) for (const subscription of list) subscription.isActive = false
    this.#lists.clear()
    this.#told.clear()
  }

  #replace(topic: Topic, list: readonly Subscription[]): void {
    this.#lists.set(topic, list)
    this.#told.clear()
  }
}

const none: readonly Subscription[] = []
