import type { Counts } from '../service/counts.ts'
import type { Applied } from '../service/store.ts'
import type { BackorderView, BatchRow, BatchView } from '../service/views.ts'
import type { TextSink } from '../wire/text-sink.ts'

/** What `--show` may name. */
export const showable = ['events', 'batches', 'inputs', 'backorders', 'stats'] as const
export type Shown = ReadonlySet<(typeof showable)[number]>

/** What a replay has to show when it is complete. */
export type Results = {
  readonly counts: Counts
  readonly batches: Iterable<BatchView>
  readonly batchRows: Iterable<BatchRow>
  readonly backorders: Iterable<BackorderView>
  readonly outofstock: number
  readonly dryrun: boolean
  readonly db: string | null
}

/** One output format of a replay: what it prints, with its line ends. */
export interface Printer {
  applied(applied: Applied, to: TextSink): void
  /** Printed when everything is committed; between two steps of the iteration the output may be emptied. */
  results(results: Results, to: TextSink): Iterable<void>
}
