import type { FieldPath } from '../domain/refusal.ts'
import type { Input, Outcome } from './input.ts'

/** Why a line of a log is no event, as whoever decoded it says. */
export type Problem = {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  /** Of a line that is too long: its bytes. */
  readonly length?: number
}

/** What stands on a line of a log. */
export type LogEntry<P extends Problem = Problem> =
  | { readonly kind: 'blank' }
  /** A record of alloc's that is no event. */
  | { readonly kind: 'other' }
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly unknownFields: readonly string[] }
  | {
      readonly kind: 'input'
      readonly input: Input
      /** Names an event without id that was refused before, at another place. */
      readonly at: string | undefined
      readonly unknownFields: readonly string[]
    }
  | { readonly kind: 'problem'; readonly problem: P }

/** One line of a log: what it says, and the bytes from `start` to `end` that say it. */
export type LogLine<P extends Problem = Problem> = {
  readonly number: number
  readonly entry: LogEntry<P>
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Where the line begins in its input, in bytes. */
  readonly offset: number
  /** Where it ends, its line end included. */
  readonly endOffset: number
}

/** What of a log is an event, be it a wrong one. */
export type EventEntry<P extends Problem = Problem> = Exclude<
  LogEntry<P>,
  { readonly kind: 'blank' | 'other' }
>

export function isEvent<P extends Problem>(entry: LogEntry<P>): entry is EventEntry<P> {
  return entry.kind !== 'blank' && entry.kind !== 'other'
}

/** A line that was refused: because it could not be decoded, or because the event cannot be true. */
export type Refused<P extends Problem = Problem> = {
  readonly line: LogLine<P>
  /** Its place, as ids and outputs name it. */
  readonly at: string
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  /** Of an event: the value concerned. */
  readonly field: FieldPath | undefined
}
