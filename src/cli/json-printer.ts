import type { Applied } from '../service/store.ts'
import {
  backorderRecord,
  batchRecord,
  eventRecords,
  inputRecord,
  statsRecord,
  summaryRecord,
} from '../wire/records.ts'
import type { TextSink } from '../wire/text-sink.ts'
import type { Printer, Results, Shown } from './printer.ts'

/** One document that holds the records of the ndjson form in arrays, an element a line. */
export class JsonPrinter implements Printer {
  readonly #shown: Shown
  #isFirst = true

  constructor(shown: Shown) {
    this.#shown = shown
  }

  applied(applied: Applied, to: TextSink): void {
    if (this.#shown.has('inputs')) to.text(this.#element(inputRecord(applied)))
    if (this.#shown.has('events')) for (const record of eventRecords(applied)) to.text(this.#element(record))
  }

  *results(results: Results, to: TextSink): Generator<void> {
    const { batches, backorders, counts } = results
    to.text(this.#isFirst ? '{"events":[],\n' : '\n],\n')
    yield* array('batches', this.#shown.has('batches') ? batches : [], batchRecord, to)
    const withBackorders = this.#shown.has('batches') || this.#shown.has('backorders')
    yield* array('backorders', withBackorders ? backorders : [], backorderRecord, to)
    if (this.#shown.has('stats')) to.text(`"stats":${statsRecord(counts)},\n`)
    to.text(`"summary":${summaryRecord(results)}}\n`)
  }

  #element(record: string): string {
    const before = this.#isFirst ? '{"events":[\n' : ',\n'
    this.#isFirst = false
    return before + record
  }
}

function* array<T>(
  name: string,
  items: Iterable<T>,
  record: (item: T) => string,
  to: TextSink,
): Generator<void> {
  to.text(`"${name}":[`)
  let before = '\n'
  for (const item of items) {
    yield to.text(before + record(item))
    before = ',\n'
  }
  to.text(before === '\n' ? '],\n' : '\n],\n')
}
