import type { Database, Statement } from 'better-sqlite3'
import { type JournaledEmitted, runName } from '../../service/store.ts'
import { parseEmissions } from './journal-text.ts'
import { JournaledEmissions } from './journaled-emissions.ts'

type JournalRow = {
  readonly position: number
  readonly id: string
  readonly source: string
  readonly text: string
  readonly origin_line: number
  readonly correlationid: string | null
  readonly seq: number
  readonly emitted: string
  readonly name: string
  readonly n: number
}

/** Reads emitted events back from the journal, where numbers stand for names. */
export class EmittedEvents {
  readonly #rows: Statement<[number, number], JournalRow>
  readonly #emissions: JournaledEmissions

  constructor(db: Database) {
    // A row's own events are one more than the semicolons between them.
    this.#rows = db.prepare(`
      SELECT position, id, source, text, origin_line, correlationid, seq, emitted, name, n
      FROM events JOIN runs USING (run)
      WHERE emitted IS NOT NULL AND seq + 1 + length(emitted) - length(replace(emitted, ';', '')) > ? AND seq < ?
      ORDER BY position`)
    this.#emissions = new JournaledEmissions(db)
  }

  /** The events with a number above `since` and up to `until`, with their inputs, in order of emission. */
  *between(since: number, until: number): Generator<JournaledEmitted> {
    for (const row of this.#rows.iterate(since, until)) {
      const { position, id, source, text, origin_line, correlationid, seq, emitted } = row
      const skipped = Math.max(0, since - seq)
      const compact = parseEmissions(position, emitted)
      const emissions = this.#emissions.of(position, compact, seq).slice(skipped, until - seq)
      yield {
        ...{ position, id, source, text, line: origin_line, seq: seq + skipped + 1, chain: { emissions } },
        correlationid: correlationid ?? undefined,
        run: { name: runName(row) },
      }
    }
  }
}
