import type { Database, Statement } from 'better-sqlite3'
import type { JournaledInput } from '../../service/store.ts'
import { JournalDamage } from './journal-damage.ts'

type JournalRow = readonly [id: string, source: string, text: string, retrybackorders: number]

/** Rows that are read at once: one by one they would take a third longer. */
const rowsPerQuery = 1_000

/** Reads the inputs back from the journal. */
export class JournaledInputs {
  readonly #rows: Statement<[number, number], JournalRow>
  readonly #last: Statement<[], number | null>
  readonly #count: Statement<[number, number], number>
  readonly #skuOfBatch: Statement<[string], string>
  readonly #sku: Statement<[string], string>
  readonly #skus: Statement<[], string>

  constructor(db: Database) {
    this.#rows = db
      .prepare<[number, number], JournalRow>(`
        SELECT id, source, text, retrybackorders
        FROM events WHERE position > ? AND position <= ? ORDER BY position`)
      .raw()
    this.#last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck()
    this.#count = db
      .prepare<[number, number], number>('SELECT count(*) FROM events WHERE position > ? AND position <= ?')
      .pluck()
    this.#skuOfBatch = db
      .prepare<[string], string>('SELECT sku FROM batches JOIN products USING (product) WHERE ref = ?')
      .pluck()
    this.#sku = db.prepare<[string], string>('SELECT sku FROM products WHERE sku = ?').pluck()
    this.#skus = db.prepare<[], string>('SELECT sku FROM products ORDER BY sku').pluck()
  }

  /**
   * The inputs with a position above `since` and up to `until`, in order, so many at once that it takes a moment.
   *
   * @throws JournalDamage where one is missing between others
   */
  *between(since: number, until: number): Generator<readonly JournaledInput[]> {
    const last = Math.min(until, this.#last.get() ?? 0)
    for (let from = since; from < last; from += rowsPerQuery) {
      const to = Math.min(from + rowsPerQuery, last)
      const rows = this.#rows.all(from, to)
      if (rows.length < to - from) throw this.#gap(from, to)
      yield rows.map(([id, source, text, mark], index) => {
        return { position: from + index + 1, id, source, text, retryBackorders: mark === 1 }
      })
    }
  }

  /** Undefined when there is no such batch. */
  skuOfBatch(ref: string): string | undefined {
    return this.#skuOfBatch.get(ref)
  }

  hasSku(sku: string): boolean {
    return this.#sku.get(sku) !== undefined
  }

  get skus(): readonly string[] {
    return this.#skus.all()
  }

  #gap(from: number, to: number): JournalDamage {
    let [before, end] = [from, to]
    while (end - before > 1) {
      const middle = Math.floor((before + end) / 2)
      const isWhole = this.#count.get(from, middle) === middle - from
      if (isWhole) before = middle
      else end = middle
    }
    return new JournalDamage(end, 'is missing')
  }
}
