import type { LogEntry } from '../service/log-line.ts'
import type { LineProblem } from './line-problem.ts'

/** What a line is; `unknownFields` are in the line's order, each once, those of counts as `counts.shelf`. */
export type Decoded = LogEntry<LineProblem>

export type DecodeOptions = {
  /** Unknown fields are problems. */
  readonly strict: boolean
  /** The line had its newline; without it, a line that ends too early is torn. */
  readonly whole: boolean
  /** Stands for `urn:alloc` in CloudEvents. */
  readonly cloudEventSource?: string
  /** Stands before the type in CloudEvents; one that ends in a dot need not be named. */
  readonly cloudEventTypePrefix?: string
}
