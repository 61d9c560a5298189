import { setImmediate } from 'node:timers/promises'
import type { EventType } from '../../domain/events.ts'
import {
  type BusStatistics,
  checkEventType,
  checkProjection,
  type EventBus,
  type Projection,
  type PublishOptions,
  type Subscriber,
  type SubscriberFailure,
  subscriberName,
} from '../../service/event-bus.ts'
import type { Published } from '../../service/published.ts'
import { reasonOf } from '../../service/reason-of.ts'
import { Publication } from './publication.ts'
import { type Subscription, Subscriptions } from './subscriptions.ts'

export type MemoryEventBusOptions = {
  /** Is told of each failure; what it throws is dropped. */
  readonly onError?: (failure: SubscriberFailure) => void
  /** Takes a line for each failure; stderr if absent. */
  readonly log?: (line: string) => void
  /** How many events may wait in the background before `publish` waits, too; 1,000 if absent. */
  readonly backgroundLimit?: number
  /**
   * How long a subscriber may take, in milliseconds; as long as it likes if absent. One that takes longer has failed
   * and is not called again, for its last call may still run.
   */
  readonly subscriberTimeoutMs?: number
}

/** An event bus within the process; see `EventBus` for what it promises. */
export class MemoryEventBus implements EventBus {
  readonly #options: MemoryEventBusOptions
  readonly #subscriptions = new Subscriptions()
  readonly #statistics = {
    ...{ published: 0, handlersInvoked: 0, handlerErrors: 0 },
    ...{ backgroundCreated: 0, backgroundCompleted: 0 },
  }
  /**
   * What was accepted and not yet delivered, in order. These are arrays, for a set that takes and gives all the time
   * keeps what it gave until all garbage is collected.
   */
  readonly #accepted: Publication[] = []
  /** What of it is delivered in the background, and how many events that are. */
  readonly #queue: Publication[] = []
  #queued = 0
  #isWorking = false
  /** Publishers who wait for room, in order. */
  readonly #waiting: { readonly admit: () => void; readonly refuse: (error: Error) => void }[] = []
  /** What ends the wait for each subscriber that is being waited for. */
  readonly #underWay = new Set<() => void>()
  #shutdown: Promise<readonly Published[]> | undefined
  #isOver = false
  #goOn = () => {}

  constructor(options: MemoryEventBusOptions = {}) {
    this.#options = options
  }

  get statistics(): BusStatistics {
    return { ...this.#statistics }
  }

  get wildcardSubscriberCount(): number {
    return this.#subscriptions.of('*').length
  }

  subscriberCount(type?: EventType): number {
    return type === undefined ? this.#subscriptions.count : this.#subscriptions.of(type).length
  }

  subscribe<T extends EventType>(type: T, subscriber: Subscriber<Published<T>>): void {
    checkEventType(type)
    this.#subscriptions.add(type, subscriber)
  }

  unsubscribe<T extends EventType>(type: T, subscriber: Subscriber<Published<T>>): boolean {
    return this.#subscriptions.remove(type, subscriber)
  }

  subscribeAll<T extends EventType>(projection: Projection<T>): void {
    checkProjection(projection)
    for (const type of projection.subscribedTo) this.#subscriptions.add(type, projection)
  }

  subscribeToAllEvents(subscriber: Subscriber): void {
    this.#subscriptions.add('*', subscriber)
  }

  unsubscribeFromAllEvents(subscriber: Subscriber): boolean {
    return this.#subscriptions.remove('*', subscriber)
  }

  clearSubscribers(): void {
    this.#subscriptions.clear()
  }

  async publish(events: readonly Published[], { background = false }: PublishOptions = {}): Promise<void> {
    if (this.#shutdown) throw new Error('the event bus was shut down')
    if (events.length === 0) return
    const publication = new Publication(events)
    if (background) return await this.#enqueue(publication)
    this.#accepted.push(publication)
    await this.#deliver(publication)
    if (!publication.isDelivered) throw cutShort()
  }

  get isShutDown(): boolean {
    return this.#shutdown !== undefined
  }

  shutdown(timeoutMs = 30_000): Promise<readonly Published[]> {
    this.#shutdown ??= this.#shutDown()
    const timer = timerFor(timeoutMs, () => this.#goOn())
    return this.#shutdown.finally(() => clearTimeout(timer))
  }

  async #shutDown(): Promise<readonly Published[]> {
    for (const { refuse } of this.#waiting.splice(0)) refuse(cutShort())
    if (this.#accepted.length > 0) await this.#untilIdle()
    this.#isOver = true
    for (const end of this.#underWay) end()
    this.#subscriptions.clear()
    return this.#accepted.flatMap(publication => publication.rest)
  }

  /** Or until somebody has waited long enough. */
  #untilIdle(): Promise<void> {
    return new Promise(resolve => {
      this.#goOn = resolve
    })
  }

  /** Resolves when there is room for it. */
  #enqueue(publication: Publication): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#hasRoom) return this.#admit(publication)
    return new Promise((resolve, refuse) => {
      const admit = () => {
        this.#admit(publication)
        resolve()
      }
      this.#waiting.push({ admit, refuse })
    })
  }

  get #hasRoom(): boolean {
    return this.#queued < (this.#options.backgroundLimit ?? 1_000)
  }

  #admit(publication: Publication): undefined {
    this.#accepted.push(publication)
    this.#queue.push(publication)
    this.#queued += publication.events.length
    this.#statistics.backgroundCreated++
    if (!this.#isWorking) void this.#work()
  }

  /** Delivers what is in the queue, and rests now and then for whoever else has something to do. */
  async #work(): Promise<void> {
    this.#isWorking = true
    let events = 0
    await setImmediate()
    for (let publication = this.#queue[0]; publication; publication = this.#queue[0]) {
      await this.#deliver(publication)
      if (!publication.isDelivered) return
      this.#queue.shift()
      this.#queued -= publication.events.length
      this.#statistics.backgroundCompleted++
      this.#admitWaiting()
      events += publication.events.length
      if (events >= eventsPerRest) {
        events = 0
        await setImmediate()
      }
    }
    this.#isWorking = false
  }

  #admitWaiting(): void {
    while (this.#hasRoom) {
      const waiting = this.#waiting.shift()
      if (!waiting) return
      waiting.admit()
    }
  }

  async #deliver(publication: Publication): Promise<void> {
    for (const event of publication.events) {
      const told = this.#subscriptions.toldOf(event.type)
      // An iterator would be made anew for each event, since it may outlive a wait.
      for (let i = 0, subscription = told[0]; subscription; subscription = told[++i]) {
        const isEnded = this.#call(subscription, event)
        if (isEnded) await isEnded
      }
      if (this.#isOver) return
      this.#statistics.published++
      publication.delivered++
    }
    this.#accepted.splice(this.#accepted.indexOf(publication), 1)
    if (this.#accepted.length === 0) this.#goOn()
  }

  /** @returns what to wait for, if there is something */
  #call(subscription: Subscription, event: Published): Promise<void> | undefined {
    if (!subscription.isActive || this.#isOver) return undefined
    this.#statistics.handlersInvoked++
    try {
      const result = subscription.call(event)
      if (isThenable(result)) return this.#untilEnded(subscription, event, result)
    } catch (error) {
      this.#fail(subscription, event, error)
    }
    return undefined
  }

  #untilEnded(subscription: Subscription, event: Published, result: PromiseLike<unknown>): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer)
        this.#underWay.delete(end)
        resolve()
      }
      const fail = (error: unknown) => {
        if (this.#underWay.has(end)) this.#fail(subscription, event, error)
        end()
      }
      const { subscriberTimeoutMs = Number.POSITIVE_INFINITY } = this.#options
      const timer = timerFor(subscriberTimeoutMs, () => {
        this.#subscriptions.end(subscription)
        fail(new Error(`it took more than ${subscriberTimeoutMs} ms, and is not called any more`))
      })
      this.#underWay.add(end)
      try {
        result.then(end, fail)
      } catch (error) {
        fail(error)
      }
    })
  }

  #fail({ subscriber }: Subscription, event: Published, error: unknown): void {
    this.#statistics.handlerErrors++
    const { log = toStderr, onError } = this.#options
    const name = subscriberName(subscriber)
    attempt(() => log(`alloc: ${failureText({ event, name, error })}`))
    attempt(() => onError?.({ event, subscriber, name, error }))
  }
}

/** What happened, in a sentence. */
export function failureText({
  event,
  name,
  error,
}: Pick<SubscriberFailure, 'event' | 'name' | 'error'>): string {
  const who = name === '' ? 'a subscriber' : `the subscriber ${name}`
  return `${who} failed on ${event.type} ${JSON.stringify(event.id)}: ${reasonOf(error)}`
}

/** Tells somebody of a failure; of theirs there is nobody left to tell. */
function attempt(tell: () => unknown): void {
  try {
    const told = tell()
    if (isThenable(told)) told.then(undefined, () => {})
  } catch {}
}

const eventsPerRest = 100

/** The longest time that a timer takes, in milliseconds; beyond it is forever. */
const longestTimer = 2 ** 31 - 1

function timerFor(ms: number, act: () => void): NodeJS.Timeout | undefined {
  return ms > longestTimer ? undefined : setTimeout(act, ms)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const mayHaveThen = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return mayHaveThen && 'then' in value && typeof value.then === 'function'
}

function cutShort(): Error {
  return new Error('the event bus was shut down before all events were delivered')
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}
