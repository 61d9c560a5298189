import type { Applied } from '../service/store.ts'
import {
  backorderRecord,
  statsRecord,
  summaryRecord,
  writeBatchRecord,
  writeEventRecords,
  writeInputRecord,
} from '../wire/records.ts'
import type { TextSink } from '../wire/text-sink.ts'
import type { Printer, Results, Shown } from './printer.ts'

/** One record a line; the summary is the last, whatever is shown. */
export class NdjsonPrinter implements Printer {
  readonly #shown: Shown

  constructor(shown: Shown) {
    this.#shown = shown
  }

  applied(applied: Applied, to: TextSink): void {
    if (this.#shown.has('inputs')) writeInputRecord(applied, '}\n', to)
    if (this.#shown.has('events')) writeEventRecords(applied, '}\n', to)
  }

  *results(results: Results, to: TextSink): Generator<void> {
    const { batches, backorders, counts } = results
    if (this.#shown.has('batches')) for (const batch of batches) yield writeBatchRecord(batch, '}\n', to)
    if (this.#shown.has('batches') || this.#shown.has('backorders')) {
      for (const backorder of backorders) yield to.text(`${backorderRecord(backorder)}\n`)
    }
    if (this.#shown.has('stats')) to.text(`${statsRecord(counts)}\n`)
    to.text(`${summaryRecord(results)}\n`)
  }
}
