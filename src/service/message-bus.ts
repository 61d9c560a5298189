import type { InputEvent } from '../domain/events.ts'
import { mayBringStock, offerBackorders } from './backorders.ts'
import { type Chain, ChainUnderWay } from './chain.ts'
import type { HandlerResult, HandlerTable } from './handler.ts'
import { handlers as standardHandlers } from './handlers.ts'
import type { ChainUnitOfWork, UnitOfWork } from './unit-of-work.ts'

export type ChainOptions = {
  /** Whether stock that the input brings is offered to the SKU's backorders; false if absent. */
  readonly retryBackorders?: boolean
  /** How many bytes the id of an emitted event may add to the input's; 64 if absent. */
  readonly suffixBytes?: number
}

/** How many messages a chain may have, the input among them. */
export const chainLimit = 1_000_000

/** How many bytes longer than the longest input id an emitted event's id may be. */
export const suffixLimit = 64

/** Pushes an event, and what comes of it, through the handlers (Architecture Patterns with Python, chapter 9). */
export class MessageBus {
  readonly #handlers: HandlerTable
  readonly #chainLimit: number

  constructor(handlers: HandlerTable = standardHandlers, limit: number = chainLimit) {
    this.#handlers = handlers
    this.#chainLimit = limit
  }

  /**
   * Handles an event and all that it causes, first in, first out; the chain is kept if it is whole, and
   * dropped if any part of it fails.
   *
   * @returns the results of all handlers of the chain, the event's own first
   * @throws Refusal when the event cannot be true; it has changed nothing then
   */
  handle(event: InputEvent, uow: ChainUnitOfWork, options: ChainOptions = {}): readonly HandlerResult[] {
    try {
      const { results } = this.run(event, uow, options)
      uow.keep()
      return results
    } catch (error) {
      uow.drop()
      throw error
    }
  }

  /** Handles them and tells what was emitted and by what; whoever calls it keeps or drops the chain. */
  run(event: InputEvent, uow: UnitOfWork, options: ChainOptions = {}): Chain {
    const limits = { messages: this.#chainLimit, suffixBytes: options.suffixBytes ?? suffixLimit }
    const chain = new ChainUnderWay(this.#handlers, uow, limits)
    const offers = options.retryBackorders && mayBringStock(event) ? offerBackorders(event, uow) : []
    chain.handle(event)
    for (const _offer of offers) chain.goOn()
    return chain
  }
}
