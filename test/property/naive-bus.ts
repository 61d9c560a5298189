import type { BusStatistics } from '../../src/service/event-bus.ts'
import type { Published } from '../../src/service/published.ts'

export type Topic = 'AllocationRequired' | 'Allocated' | 'OutOfStock' | '*'

/** What an event bus does, with nothing but lists; a subscriber is its name, and fails if that says so. */
export class NaiveBus {
  subscriptions: { readonly topic: Topic; readonly who: string }[] = []
  readonly calls: string[] = []
  #later: (readonly Published[])[] = []
  #published = 0
  #errors = 0
  #created = 0
  #completed = 0

  subscribe(topic: Topic, who: string): void {
    this.subscriptions.push({ topic, who })
  }

  unsubscribe(topic: Topic, who: string): boolean {
    const index = this.subscriptions.findIndex(each => each.topic === topic && each.who === who)
    if (index === -1) return false
    this.subscriptions.splice(index, 1)
    return true
  }

  clear(): void {
    this.subscriptions = []
  }

  publish(events: readonly Published[]): void {
    for (const event of events) {
      for (const topic of [event.type, '*']) {
        for (const { who } of this.subscriptions.filter(each => each.topic === topic)) {
          this.calls.push(`${who} ${event.id}`)
          if (who === 'throws' || who === 'rejects') this.#errors++
        }
      }
      this.#published++
    }
  }

  publishLater(events: readonly Published[]): void {
    if (events.length === 0) return
    this.#created++
    this.#later.push(events)
  }

  /** Everybody has waited long enough. */
  catchUp(): void {
    for (const events of this.#later) {
      this.publish(events)
      this.#completed++
    }
    this.#later = []
  }

  get statistics(): BusStatistics {
    return {
      ...{ published: this.#published, handlersInvoked: this.calls.length, handlerErrors: this.#errors },
      ...{ backgroundCreated: this.#created, backgroundCompleted: this.#completed },
    }
  }
}
