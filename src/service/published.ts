import type { EmittedEvent, EventOf, EventType, InputEvent } from '../domain/events.ts'
import { firstSuffix } from './chain.ts'
import type { Input } from './input.ts'
import { type Journaled, placeOf } from './store.ts'

/** What a receiver outside needs to know an event again, and what it belongs to. */
export type Envelope = {
  /** With the source it names the event, today and after any rebuilding: by it a receiver knows what it had. */
  readonly id: string
  /** Who named the input; `urn:alloc` if nobody did. */
  readonly source: string
  /** Joins all that one request brought about; the input's id where the log says nothing else. */
  readonly correlationid: string
  /** The id of what caused it; null for an input whose log names no cause. */
  readonly causationid: string | null
  /** Its place among all inputs and emitted events of the warehouse; it only grows, and has gaps. */
  readonly position: number
  /** Its number among the emitted events, from 1; null for an input. */
  readonly seq: number | null
  /** Where its input stood: `events.ndjson:5`. */
  readonly at: string
  /** When its input happened, RFC 3339, as the log gave it; null where it did not. */
  readonly time: string | null
}

/**
 * An event as it leaves, behind the commit: what an input said, or what its chain emitted. It is a frozen copy, so
 * that nobody who receives it can change what others see, or what the warehouse decided.
 */
export type Published<T extends EventType = EventType> = T extends EventType ? EventOf<T> & Envelope : never

/** What all events of one input have in common as they leave. */
export type Origin = Pick<Input, 'source' | 'correlationid' | 'causationid' | 'time'> & {
  readonly id: string
  /** The number of its journal row. */
  readonly row: number
  /** The number of its first emitted event, if it has one. */
  readonly seq: number
  readonly at: string
}

/** The input, then what it emitted, in order. */
export function publishedEvents(
  { event, source, correlationid, causationid, time }: Input,
  { id, run, line, row, seq, chain }: Pick<Journaled, 'id' | 'run' | 'line' | 'row' | 'seq' | 'chain'>,
): readonly Published[] {
  const origin = { id, source, correlationid, causationid, time, row, seq, at: placeOf({ run, line }) }
  return [
    publishedInput(origin, event),
    ...chain.emissions.map((emission, index) =>
      publishedEmission(origin, emission.event, emission.suffix, index),
    ),
  ]
}

export function publishedInput(origin: Origin, event: InputEvent): Published {
  const { id, at, row, seq: next } = origin
  const { source = 'urn:alloc', correlationid = id, causationid = null, time = null } = origin
  const position = row + next - 1
  const seq = null
  if (event.type === 'AllocationRequired') {
    const { type, orderid, sku, qty } = event
    // biome-ignore format: one event
    return Object.freeze({ type, orderid, sku, qty, id, source, correlationid, causationid, position, seq, at, time })
  }
  const own = { type: event.type, id, source, correlationid, causationid, position, seq, at, time }
  return Object.freeze(Object.assign(own, fact(event)))
}

/**
 * Written out field by field, as the commonest input is: an object that is spread and extended costs thirty times as much.
 * Each row and each emitted event before it has one position.
 *
 * @param index its place among what the input emitted, from 0
 */
export function publishedEmission(
  origin: Origin,
  event: EmittedEvent,
  suffix: string,
  index: number,
): Published {
  const { source = 'urn:alloc', correlationid = origin.id, time = null, at, row, seq: first } = origin
  const { type, orderid, sku, qty } = event
  const id = origin.id + suffix
  const causationid =
    suffix === firstSuffix ? origin.id : origin.id + suffix.slice(0, suffix.lastIndexOf('~'))
  const seq = first + index
  const position = row + seq
  switch (type) {
    case 'Allocated':
    case 'Deallocated': {
      const { batchref } = event
      // biome-ignore format: one event
      return Object.freeze({ type, orderid, sku, qty, batchref, id, source, correlationid, causationid, position, seq, at, time })
    }
    case 'AllocationRequired': {
      const { takenFrom } = event
      // biome-ignore format: one event
      const required = { type, orderid, sku, qty, id, source, correlationid, causationid, position, seq, at, time }
      return Object.freeze(takenFrom === undefined ? required : { takenFrom, ...required })
    }
    case 'OutOfStock':
      // biome-ignore format: one event
      return Object.freeze({ type, orderid, sku, qty, id, source, correlationid, causationid, position, seq, at, time })
  }
}

/** What is in it, in objects of its own. */
function fact(event: InputEvent): InputEvent {
  if (event.type !== 'StockCounted') return event
  return { ...event, counts: Object.freeze(event.counts.map(count => Object.freeze({ ...count }))) }
}
