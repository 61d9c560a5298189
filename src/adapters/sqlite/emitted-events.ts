import type { Database, Statement } from 'better-sqlite3'
import { type JournaledEmitted, runName } from '../../service/store.ts'
import { JournalDamage } from './journal-damage.ts'
import { parseEmissions } from './journal-text.ts'
import { JournaledEmissions } from './journaled-emissions.ts'

type JournalRow = readonly [
  position: number,
  id: string,
  source: string,
  text: string,
  run: number,
  line: number,
  correlationid: string | null,
  seq: number,
  emitted: string,
]

/** Rows that are read at once: one by one they would take half as long again. */
const rowsPerQuery = 1_000

/** Reads emitted events back from the journal, where numbers stand for names. */
export class EmittedEvents {
  readonly #rows: Statement<[number, number], JournalRow>
  readonly #seqAt: Statement<[number], { readonly position: number; readonly seq: number }>
  readonly #last: Statement<[], number | null>
  readonly #run: Statement<[number], { readonly name: string; readonly n: number }>
  readonly #runNames = new Map<number, string>()
  readonly #emissions: JournaledEmissions

  constructor(db: Database) {
    this.#rows = db
      .prepare<[number, number], JournalRow>(`
        SELECT position, id, source, text, run, origin_line, correlationid, seq, emitted
        FROM events WHERE position >= ? AND emitted IS NOT NULL ORDER BY position LIMIT ?`)
      .raw()
    this.#seqAt = db.prepare(
      'SELECT position, seq FROM events WHERE position <= ? ORDER BY position DESC LIMIT 1',
    )
    this.#last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck()
    this.#run = db.prepare('SELECT name, n FROM runs WHERE run = ?')
    this.#emissions = new JournaledEmissions(db)
  }

  /**
   * The events with a number above `since` and up to `until`, with their inputs, in order of emission; so many at once
   * that it takes a moment.
   */
  *between(since: number, until: number): Generator<readonly JournaledEmitted[]> {
    let from = this.#positionOf(since)
    for (let isMore = true; isMore; ) {
      const rows = this.#rows.all(from, rowsPerQuery)
      const wanted = rows.filter(([, , , , , , , seq]) => seq < until)
      yield this.#emitted(wanted, since, until)
      from = (rows.at(-1)?.[0] ?? 0) + 1
      isMore = rows.length === rowsPerQuery && wanted.length === rows.length
    }
  }

  #emitted(rows: readonly JournalRow[], since: number, until: number): JournaledEmitted[] {
    const parsed = rows.map(row => parseEmissions(row[0], row[8]))
    this.#emissions.readAhead(parsed.flat())
    return rows.flatMap(([position, id, source, text, run, line, correlationid, seq], index) => {
      const skipped = Math.max(0, since - seq)
      const all = this.#emissions.of(position, parsed[index] ?? [], seq)
      const emissions = skipped > 0 || seq + all.length > until ? all.slice(skipped, until - seq) : all
      if (emissions.length === 0) return []
      return {
        ...{ position, id, source, text, line, seq: seq + skipped + 1, chain: { emissions } },
        correlationid: correlationid ?? undefined,
        run: { name: this.#runName(run, position) },
      }
    })
  }

  /** The last position at which no more than so many events were emitted before: numbers rise with positions. */
  #positionOf(since: number): number {
    let [found, end] = [0, (this.#last.get() ?? 0) + 1]
    while (end - found > 1) {
      const middle = Math.floor((found + end) / 2)
      if ((this.#seqAt.get(middle)?.seq ?? 0) <= since) found = middle
      else end = middle
    }
    return found
  }

  #runName(run: number, position: number): string {
    const known = this.#runNames.get(run)
    if (known !== undefined) return known
    const row = this.#run.get(run)
    if (!row) throw new JournalDamage(position, `names run ${run}, which is not there`)
    const name = runName(row)
    this.#runNames.set(run, name)
    return name
  }
}
