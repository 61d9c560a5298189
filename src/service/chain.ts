import type { EmittedEvent, Event, InputEvent } from '../domain/events.ts'
import { Refusal } from '../domain/refusal.ts'
import { withOneMore } from '../domain/short-list.ts'
import type { Handler, HandlerResult, HandlerTable } from './handler.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** An event that a chain emitted. */
export type Emission = {
  readonly event: EmittedEvent
  /** What its id has behind the input's: `~1` for its first event, `~1~2` for the second that this one caused. */
  readonly suffix: string
  /** What caused it: its place among the emissions, from 1; 0 is the input. */
  readonly cause: number
}

/** One input event and everything it caused. */
export type Chain = {
  /** What the handlers returned, in the order in which they ran; the input's own first. */
  readonly results: readonly HandlerResult[]
  /** In the order of emission. */
  readonly emissions: readonly Emission[]
}

/** A chain may have so many messages, and so many bytes in an id beyond the input's. */
export type ChainLimits = { readonly messages: number; readonly suffixBytes: number }

/** A chain while it is handled: what it emitted is its queue, first in, first out. */
export class ChainUnderWay implements Chain {
  results: HandlerResult[] = []
  emissions: Emission[] = []
  readonly #handlers: HandlerTable
  readonly #uow: UnitOfWork
  readonly #limits: ChainLimits
  #handled = 0
  #causedByInput = 0

  constructor(handlers: HandlerTable, uow: UnitOfWork, limits: ChainLimits) {
    this.#handlers = handlers
    this.#uow = uow
    this.#limits = limits
  }

  /** Handles the input and all that it causes. */
  handle(input: InputEvent): void {
    this.#causedByInput = this.#call(input, 0, '')
    this.#drain()
  }

  /** Handles what was committed since as if the input had caused it. */
  goOn(): void {
    this.#causedByInput = this.#collect(0, '', this.#causedByInput)
    this.#drain()
  }

  #drain(): void {
    for (let next = this.emissions[this.#handled]; next; next = this.emissions[this.#handled]) {
      this.#handled++
      this.#call(next.event, this.#handled, next.suffix)
    }
  }

  /** @returns how many events the handlers emitted */
  #call<E extends Event>(event: E, place: number, suffix: string): number {
    let emitted = 0
    for (const handler of handlersOf(this.#handlers, event)) {
      this.results = withOneMore(this.results, handler(event, this.#uow))
      this.#uow.rollback()
      emitted = this.#collect(place, suffix, emitted)
    }
    return emitted
  }

  #collect(cause: number, suffix: string, before: number): number {
    let count = before
    for (const event of this.#uow.collectNewEvents()) {
      const emission = { event, suffix: suffixBehind(suffix, ++count), cause }
      const { messages, suffixBytes } = this.#limits
      if (this.emissions.length + 1 >= messages) throw chainTooLong(`more than ${messages - 1} events`)
      if (emission.suffix.length > suffixBytes)
        throw chainTooLong(`an event whose id would end in ${emission.suffix}`)
      this.emissions = withOneMore(this.emissions, emission)
    }
    return count
  }
}

function handlersOf<E extends Event>(table: HandlerTable, event: E): readonly Handler<E>[] {
  // Under the name of a type stand handlers of that type: the table's own type says so, but TypeScript cannot follow it here.
  return table[event.type] as unknown as readonly Handler<E>[]
}

function chainTooLong(what: string): Refusal {
  return new Refusal(
    'chain-too-long',
    ['type'],
    `the event causes ${what}`,
    'take less away at once; in a program, see whether a handler answers its own events',
  )
}

/** What the first event that an input emits has behind the input's id; most inputs emit no other. */
export const firstSuffix = '~1'

function suffixBehind(suffix: string, count: number): string {
  return suffix === '' && count === 1 ? firstSuffix : `${suffix}~${count}`
}
