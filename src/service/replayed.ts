import type { Counts } from './counts.ts'
import type { HandlerResult } from './handler.ts'
import type { Problem, Refused } from './log-line.ts'
import type { Published } from './published.ts'

export type ReplayLogOptions<P extends Problem = Problem> = {
  /** Ids of events without one begin with it: a file's name; `-` if absent. */
  readonly name?: string
  /** How many events are committed together; all of them if absent. */
  readonly commit?: number
  /** Whether unknown fields are refused; false if absent. */
  readonly strict?: boolean
  /** How many refused events are left out; the next one stops the replay. 0 if absent. */
  readonly refusalsAllowed?: number
  /** Is told of each refused event. */
  readonly onRefused?: (refused: Refused<P>) => void
}

/** What a replay met and did: `read` is the sum of the five counts that follow it. */
export type Replayed = {
  readonly read: number
  readonly applied: number
  /** New to the journal, changing nothing. */
  readonly repeated: number
  /** Known to the journal, so passed over. */
  readonly skipped: number
  /** Recorded outcomes, which are no inputs. */
  readonly outcomes: number
  readonly rejected: number
  readonly emitted: number
  /** What changed something, with what it emitted, in order; read from the journal as it is gone through. */
  readonly events: Iterable<Published>
}

/** What became of a single event. */
export type Handled = {
  /** What the handlers of its chain returned, its own first; empty if the event was known before. */
  readonly results: readonly HandlerResult[]
  /** The event and what it emitted; empty if it changed nothing. */
  readonly events: readonly Published[]
}

export function replayed(counts: Counts, events: Iterable<Published>): Replayed {
  const { read, applied, repeated, skipped, outcomes, rejected, emitted } = counts
  return { read, applied, repeated, skipped, outcomes, rejected, emitted, events }
}
