import type { EmittedEvent, EventOf, EventType, InputEvent } from '../domain/events.ts'
import type { Emission } from './chain.ts'
import type { Input } from './input.ts'
import type { Journaled } from './store.ts'

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

/** An input and what it emitted, as far as it leaves: little, for it may wait for its commit with many others. */
export type Leaving = Pick<Input, 'event' | 'source' | 'correlationid' | 'causationid' | 'time'> & {
  readonly id: string
  readonly input: string
  readonly line: number
  /** The number of its journal row. */
  readonly row: number
  /** The number of its first emitted event, if it has one. */
  readonly seq: number
  readonly emissions: readonly Pick<Emission, 'event' | 'suffix'>[]
}

/** What of an applied input leaves. */
export function leaving(
  { event, source, correlationid, causationid, time }: Input,
  { id, run, line, row, seq, chain }: Pick<Journaled, 'id' | 'run' | 'line' | 'row' | 'seq' | 'chain'>,
): Leaving {
  const { emissions } = chain
  return { event, source, correlationid, causationid, time, id, input: run.name, line, row, seq, emissions }
}

/** The input, then what it emitted, in order. Each row and each emitted event before it has one position. */
export function publishedEvents(leaving: Leaving): readonly Published[] {
  const { id, emissions } = leaving
  const at = `${leaving.input}:${leaving.line}`
  const events: Published[] = [publishedInput(leaving, at)]
  for (const { event, suffix } of emissions) {
    const causationid = id + suffix.slice(0, suffix.lastIndexOf('~'))
    events.push(publishedEmission(leaving, event, id + suffix, causationid, events.length, at))
  }
  return events
}

function publishedInput(leaving: Leaving, at: string): Published {
  const { event, id, row, seq: next } = leaving
  const { source = 'urn:alloc', correlationid = id, causationid = null, time = null } = leaving
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

/** Written out field by field, as the commonest input is: an object that is spread and extended costs thirty times as much. */
function publishedEmission(
  leaving: Leaving,
  event: EmittedEvent,
  id: string,
  causationid: string,
  n: number,
  at: string,
): Published {
  const { source = 'urn:alloc', correlationid = leaving.id, time = null, row, seq: first } = leaving
  const { type, orderid, sku, qty } = event
  const seq = first + n - 1
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
