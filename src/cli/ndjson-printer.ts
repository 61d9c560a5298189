import type { Applied } from '../service/store.ts'
import {
  backorderRecord,
  batchRecord,
  eventRecords,
  inputRecord,
  statsRecord,
  summaryRecord,
} from '../wire/records.ts'
import type { Printer, Results, Shown } from './printer.ts'

/** One record a line; the summary is the last, whatever is shown. */
export class NdjsonPrinter implements Printer {
  readonly #shown: Shown

  constructor(shown: Shown) {
    this.#shown = shown
  }

  applied(applied: Applied): string {
    let text = this.#shown.has('inputs') ? `${inputRecord(applied)}\n` : ''
    if (this.#shown.has('events')) for (const record of eventRecords(applied)) text += `${record}\n`
    return text
  }

  *results(results: Results): Generator<string> {
    if (this.#shown.has('batches')) for (const batch of results.batches) yield `${batchRecord(batch)}\n`
    if (this.#shown.has('batches') || this.#shown.has('backorders')) {
      for (const backorder of results.backorders) yield `${backorderRecord(backorder)}\n`
    }
    if (this.#shown.has('stats')) yield `${statsRecord(results.counts)}\n`
    yield `${summaryRecord(results)}\n`
  }
}
