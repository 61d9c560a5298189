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

/** One document that holds the records of the ndjson form in arrays, an element a line. */
export class JsonPrinter implements Printer {
  readonly #shown: Shown
  #isFirst = true

  constructor(shown: Shown) {
    this.#shown = shown
  }

  applied(applied: Applied): string {
    const inputs = this.#shown.has('inputs') ? [inputRecord(applied)] : []
    const events = this.#shown.has('events') ? eventRecords(applied) : []
    return [...inputs, ...events].map(record => this.#element(record)).join('')
  }

  *results(results: Results): Generator<string> {
    const { batches, backorders, counts } = results
    yield this.#isFirst ? '{"events":[],\n' : '\n],\n'
    yield* array('batches', this.#shown.has('batches') ? batches : [], batchRecord)
    const withBackorders = this.#shown.has('batches') || this.#shown.has('backorders')
    yield* array('backorders', withBackorders ? backorders : [], backorderRecord)
    if (this.#shown.has('stats')) yield `"stats":${statsRecord(counts)},\n`
    yield `"summary":${summaryRecord(results)}}\n`
  }

  #element(record: string): string {
    const before = this.#isFirst ? '{"events":[\n' : ',\n'
    this.#isFirst = false
    return before + record
  }
}

function* array<T>(name: string, items: Iterable<T>, record: (item: T) => string): Generator<string> {
  yield `"${name}":[`
  let before = '\n'
  for (const item of items) {
    yield before + record(item)
    before = ',\n'
  }
  yield before === '\n' ? '],\n' : '\n],\n'
}
