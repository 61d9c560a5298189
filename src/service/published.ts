import type { EventOf, EventType, InputEvent } from '../domain/events.ts'
import type { Chain } from './chain.ts'
import type { Input } from './input.ts'

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

/** An input and what it emitted, as far as it leaves. */
export type Recorded = {
  readonly input: Input
  readonly id: string
  readonly run: { readonly name: string }
  readonly line: number
  /** The number of its journal row. */
  readonly row: number
  /** The number of its first emitted event, if it has one. */
  readonly seq: number
  readonly chain: Pick<Chain, 'emissions'>
}

/** The input, then what it emitted, in order. Each row and each emitted event before it has one position. */
export function publishedEvents({ input, id, run, line, row, seq, chain }: Recorded): readonly Published[] {
  const source = input.source ?? 'urn:alloc'
  const correlationid = input.correlationid ?? id
  const at = `${run.name}:${line}`
  const time = input.time ?? null
  const position = row + seq - 1
  const { event, causationid = null } = input
  const own = { ...fact(event), id, source, correlationid, causationid, position, seq: null, at, time }
  const events: Published[] = [Object.freeze(own)]
  for (const { event, suffix } of chain.emissions) {
    const number = seq + events.length - 1
    const cause = id + suffix.slice(0, suffix.lastIndexOf('~'))
    const names = { id: id + suffix, source, correlationid, causationid: cause }
    events.push(
      Object.freeze({ ...event, ...names, position: position + events.length, seq: number, at, time }),
    )
  }
  return events
}

/** What is in it, in objects of its own. */
function fact(event: InputEvent): InputEvent {
  if (event.type !== 'StockCounted') return event
  return { ...event, counts: Object.freeze(event.counts.map(count => Object.freeze({ ...count }))) }
}
