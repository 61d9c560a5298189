import { allocSource } from '../wire/cloudevent-names.ts'
import type { CommonOptions } from './replay-options.ts'

/** What `trace` was asked for. */
export type TraceArguments = CommonOptions & {
  /** The source of the event that is meant; empty for `urn:alloc`. */
  readonly source?: string
  /** A line for each event instead of a tree. */
  readonly flat?: boolean
  /** Long stories are not cut. */
  readonly all?: boolean
}

/** Reads the value of `--source`. */
export function sourceNamed(text: string): string {
  return text === allocSource ? '' : text
}
