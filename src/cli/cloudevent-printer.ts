import type { Applied } from '../service/store.ts'
import type { CloudEventNames } from '../wire/cloudevent-names.ts'
import { writeEmittedCloudEvents } from '../wire/cloudevent-records.ts'
import type { TextSink } from '../wire/text-sink.ts'
import type { Printer, Shown } from './printer.ts'

/** The emitted events as CloudEvents, one a line, and nothing else. */
export class CloudEventPrinter implements Printer {
  readonly #shown: Shown
  readonly #names: CloudEventNames

  constructor(shown: Shown, names: CloudEventNames) {
    this.#shown = shown
    this.#names = names
  }

  applied(applied: Applied, to: TextSink): void {
    if (this.#shown.has('events')) writeEmittedCloudEvents(applied, this.#names, to)
  }

  *results(): Generator<void> {}
}
