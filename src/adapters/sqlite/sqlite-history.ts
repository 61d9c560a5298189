import type { Database, Statement } from 'better-sqlite3'
import type { FreeUnits, History, Journaled, LineOfOrder, Part, Touched } from '../../service/history.ts'
import { runName } from '../../service/store.ts'
import { chosenPlaces } from './chosen-places.ts'
import { JournalDamage } from './journal-damage.ts'
import { type Earlier, parseEarlier, parseEmissions } from './journal-text.ts'
import { JournaledEmissions } from './journaled-emissions.ts'
import { NamesLike } from './names-like.ts'

type EventRow = {
  readonly id: string
  readonly source: string
  readonly origin_line: number
  readonly text: string
  readonly correlationid: string | null
  readonly retrybackorders: number
  readonly seq: number
  readonly emitted: string | null
  readonly earlier: string | null
  readonly name: string | null
  readonly n: number
}

/** Reads histories by the links that the journal's rows have to those before. */
export class SqliteHistory implements History {
  readonly #db: Database
  readonly #emissions: JournaledEmissions
  readonly #row: Statement<[number], EventRow>
  readonly #earlier: Statement<[number], { readonly earlier: string | null }>

  constructor(db: Database) {
    this.#db = db
    this.#emissions = new JournaledEmissions(db)
    this.#row = db.prepare(`
      SELECT id, source, origin_line, text, correlationid, retrybackorders, seq, emitted, earlier, name, n
      FROM events LEFT JOIN runs USING (run) WHERE position = ?`)
    this.#earlier = db.prepare('SELECT earlier FROM events WHERE position = ?')
  }

  eventsNamed(id: string): { readonly position: number; readonly source: string }[] {
    return this.#db
      .prepare<[string], { position: number; source: string }>(
        'SELECT position, source FROM events WHERE id = ? ORDER BY position',
      )
      .all(id)
  }

  correlated(correlationid: string): number[] {
    return this.#db
      .prepare<[string], number>('SELECT position FROM events WHERE correlationid = ? ORDER BY position')
      .pluck()
      .all(correlationid)
  }

  linesOf(orderid: string): LineOfOrder[] {
    return this.#db
      .prepare<[string], LineOfOrder>(`
        SELECT l.line AS number, l.event AS lastEvent, l.orderid, p.sku, l.qty, l.state, b.ref AS batchref
        FROM order_lines l JOIN products p USING (product) LEFT JOIN batches b USING (batch)
        WHERE l.orderid = ? ORDER BY l.line`)
      .all(orderid)
  }

  batch(ref: string): Touched | undefined {
    return this.#db
      .prepare<[string], Touched>('SELECT batch AS number, event AS lastEvent FROM batches WHERE ref = ?')
      .get(ref)
  }

  unitsOf(orderid: string, sku: string): number | undefined {
    return this.#db
      .prepare<[string, string], number>(
        'SELECT l.qty FROM order_lines l JOIN products p USING (product) WHERE l.orderid = ? AND p.sku = ?',
      )
      .pluck()
      .get(orderid, sku)
  }

  batchesOf(sku: string, limit: number): FreeUnits[] {
    return this.#db
      .prepare<[string, number], FreeUnits>(`
        SELECT b.ref, b.qty, b.qty - b.allocated AS available
        FROM products p JOIN batches b USING (product) WHERE p.sku = ? ORDER BY b.batch DESC LIMIT ?`)
      .all(sku, limit)
  }

  *touches(kind: 'line' | 'batch', { number, lastEvent }: Touched): Generator<number> {
    for (let position: number | undefined = lastEvent; position !== undefined; ) {
      yield position
      const row = this.#earlier.get(position)
      if (!row) throw new JournalDamage(position, `is missing, and ${kind} ${number} follows on it`)
      position = parseEarlier(position, row.earlier).find(
        earlier => earlier.kind === kind && earlier.number === number,
      )?.position
    }
  }

  chain(position: number, part: Part): Journaled {
    const row = this.#row.get(position)
    if (!row) throw new JournalDamage(position, 'is missing')
    const { id, source, origin_line: line, text, correlationid, seq, name, n } = row
    if (name === null) throw new JournalDamage(position, 'names an input that is not there')
    const compact = parseEmissions(position, row.emitted)
    const kept = part === 'all' ? undefined : chosenPlaces(compact, part)
    return {
      ...{ position, id, source, line, text, correlationid: correlationid ?? undefined },
      retryBackorders: row.retrybackorders === 1,
      run: { name: runName({ name, n }) },
      before: this.#before(position, parseEarlier(position, row.earlier)),
      emissions: this.#emissions.of(position, compact, seq, kept),
      emitted: compact.length,
    }
  }

  get last(): number | undefined {
    return this.#db.prepare<[], number | null>('SELECT max(position) FROM events').pluck().get() ?? undefined
  }

  namesLike(name: string): string[] {
    return new NamesLike(this.#db).of(name)
  }

  #before(position: number, earlier: readonly Earlier[]): Journaled['before'] {
    return earlier.flatMap(({ kind, number, qty }) => {
      if (kind === 'line') return []
      if (qty === undefined)
        throw new JournalDamage(position, `does not say what batch ${number} held before`)
      return [{ ref: this.#emissions.batchref(position, number), qty }]
    })
  }
}
