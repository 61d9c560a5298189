import type { Database, Statement } from 'better-sqlite3'
import type { Journaled } from '../../service/store.ts'
import { JournalDamage } from '../../service/store-error.ts'

type JournalRow = Omit<Journaled, 'retryBackorders'> & {
  readonly retrybackorders: number
  readonly seq: number
  readonly emitted: string | null
}

/** Reads the inputs back from the journal. */
export class JournaledInputs {
  readonly #rows: Statement<[number, number], JournalRow>
  readonly #skuOfBatch: Statement<[string], string>
  readonly #sku: Statement<[string], string>
  readonly #skus: Statement<[], string>

  constructor(db: Database) {
    this.#rows = db.prepare(`
      SELECT position, id, source, text, retrybackorders, seq, emitted
      FROM events WHERE position > ? AND position <= ? ORDER BY position`)
    this.#skuOfBatch = db
      .prepare<[string], string>('SELECT sku FROM batches JOIN products USING (product) WHERE ref = ?')
      .pluck()
    this.#sku = db.prepare<[string], string>('SELECT sku FROM products WHERE sku = ?').pluck()
    this.#skus = db.prepare<[], string>('SELECT sku FROM products ORDER BY sku').pluck()
  }

  /**
   * The inputs with a position above `since` and up to `until`, in order.
   *
   * @throws JournalDamage where one is missing between others, or the numbers of what they emitted do not join
   */
  *between(since: number, until: number): Generator<Journaled> {
    let next = since + 1
    let seq: number | undefined
    for (const row of this.#rows.iterate(since, until)) {
      const { position, id, source, text, retrybackorders, emitted } = row
      if (position !== next)
        throw new JournalDamage(`the event at position ${next} of its journal is missing`)
      if (seq !== undefined && row.seq !== seq)
        throw new JournalDamage(
          `the event at position ${position} has emitted from ${row.seq} on, not from ${seq}`,
        )
      next++
      seq = row.seq + emittedBy(emitted)
      yield { position, id, source, text, retryBackorders: retrybackorders === 1 }
    }
  }

  /** @throws JournalDamage when there is no such batch */
  skuOfBatch(ref: string): string {
    const sku = this.#skuOfBatch.get(ref)
    if (sku === undefined)
      throw new JournalDamage(`its journal names the batch ${JSON.stringify(ref)}, which is not there`)
    return sku
  }

  hasSku(sku: string): boolean {
    return this.#sku.get(sku) !== undefined
  }

  get skus(): readonly string[] {
    return this.#skus.all()
  }
}

function emittedBy(emitted: string | null): number {
  if (emitted === null) return 0
  let events = 1
  for (let at = emitted.indexOf(';'); at >= 0; at = emitted.indexOf(';', at + 1)) events++
  return events
}
