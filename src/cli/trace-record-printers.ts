import type { Journaled } from '../service/history.ts'
import type { Story } from '../service/story.ts'
import { journaledRecords, orderLineRecord } from '../wire/trace-records.ts'
import type { TracePrinter } from './trace-printer.ts'

/** One record a line. */
export class RecordPrinter implements TracePrinter {
  chapter(journaled: Journaled): Iterable<string> {
    return journaledRecords(journaled)
  }

  skipped(): readonly string[] {
    return []
  }

  *end({ lines }: Story): Generator<string> {
    yield* lines.map(orderLineRecord)
  }
}

/** One document that holds the same records in arrays, an element a line. */
export class DocumentPrinter implements TracePrinter {
  /** What is to be written when it is known what follows it. */
  #last = '{"events":['

  skipped(): readonly string[] {
    return []
  }

  *chapter(journaled: Journaled): Generator<string> {
    for (const record of journaledRecords(journaled)) {
      yield this.#last.endsWith('[') ? this.#last : `${this.#last},`
      this.#last = record
    }
  }

  *end({ lines }: Story): Generator<string> {
    yield this.#last
    yield `],\n"orderlines":[${lines.map(line => `\n${orderLineRecord(line)}`).join(',')}${lines.length > 0 ? '\n' : ''}]}`
  }
}
