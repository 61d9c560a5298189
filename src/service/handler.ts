import type { Event, EventOf, EventType } from '../domain/events.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** What a handler says of its work. A promise is none: inside the transaction everything is synchronous. */
export type HandlerResult =
  // biome-ignore lint/suspicious/noConfusingVoidType: alone it would let promises through, in a union it does not
  | void
  | string
  | number
  | boolean
  | null
  | undefined
  | { readonly [key: string]: unknown; readonly then?: never }

export type Handler<E extends Event> = (event: E, uow: UnitOfWork) => HandlerResult

/** For each type of event the handlers that it calls, in this order; a forgotten type does not compile. */
export type HandlerTable = { readonly [T in EventType]: readonly Handler<EventOf<T>>[] }
