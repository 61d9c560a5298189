import type { Database, Statement } from 'better-sqlite3'
import { type Journaled, runName } from '../../service/store.ts'
import { parseEmissions } from './journal-text.ts'
import { JournaledEmissions } from './journaled-emissions.ts'

type JournalRow = {
  readonly position: number
  readonly id: string
  readonly source: string
  readonly origin_line: number
  readonly text: string
  readonly seq: number
  readonly emitted: string | null
  readonly earlier: string | null
  readonly name: string
  readonly n: number
}

type Created = { readonly row: number; readonly batches: number; readonly next: number | undefined }

/** Reads whole journal rows back. */
export class JournalReader {
  readonly #emissions: JournaledEmissions
  readonly #rows: Statement<[number, number, number], JournalRow>
  readonly #row: Statement<[string, string], JournalRow>
  readonly #batch: Statement<[number], number>
  readonly #earlier: Statement<[number], string | null>
  readonly #batches: Statement<[], number>
  /** How many batches the rows up to this one created, and by which row the next one was. */
  #created: Created = { row: 0, batches: 0, next: undefined }

  constructor(db: Database) {
    const columns = 'position, id, source, origin_line, text, seq, emitted, earlier, name, n'
    const from = `SELECT ${columns} FROM events JOIN runs USING (run)`
    this.#emissions = new JournaledEmissions(db)
    this.#rows = db.prepare(`${from} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`)
    this.#row = db.prepare(`${from} WHERE id = ? AND source = ?`)
    this.#batch = db.prepare<[number], number>('SELECT event FROM batches WHERE batch = ?').pluck()
    this.#earlier = db
      .prepare<[number], string | null>('SELECT earlier FROM events WHERE position = ?')
      .pluck()
    this.#batches = db.prepare<[], number>('SELECT ifnull(max(batch), 0) FROM batches').pluck()
  }

  /** The rows behind one and up to another, so many at most. */
  rows(after: number, until: number, limit: number): readonly Journaled[] {
    if (this.#created.row !== after)
      this.#created = { row: after, batches: this.#batchesUpTo(after), next: undefined }
    const rows = this.#rows.all(after, until, limit)
    this.#emissions.readAhead(rows.flatMap(({ position, emitted }) => parseEmissions(position, emitted)))
    return rows.map(row => this.#journaled(row))
  }

  /** The row of this identity. */
  row(source: string, id: string): Journaled | undefined {
    const row = this.#row.get(id, source)
    return row && this.rows(row.position - 1, row.position, 1)[0]
  }

  #journaled(row: JournalRow): Journaled {
    const { position, id, source, origin_line, text, seq, emitted, earlier } = row
    const created = this.#createsBatch(position)
    return {
      ...{ row: position, id, source, line: origin_line, text, seq: seq + 1, run: { name: runName(row) } },
      chain: { emissions: this.#emissions.of(position, parseEmissions(position, emitted), seq) },
      // Whatever else changes something emits an event, or touches a line or batch that an earlier row touched.
      repeated: !created && emitted === null && earlier === null,
    }
  }

  /** Batches are numbered as they are created, so it is the next one or none. */
  #createsBatch(row: number): boolean {
    let { batches, next } = this.#created
    next ??= this.#creatorOf(batches + 1)
    while (next !== undefined && next < row) next = this.#creatorOf(++batches + 1)
    this.#created = next === row ? { row, batches: batches + 1, next: undefined } : { row, batches, next }
    return next === row
  }

  #batchesUpTo(row: number): number {
    let [least, most] = [0, row === 0 ? 0 : (this.#batches.get() ?? 0)]
    while (least < most) {
      const middle = Math.ceil((least + most) / 2)
      if ((this.#creatorOf(middle) ?? row + 1) <= row) least = middle
      else most = middle - 1
    }
    return least
  }

  /** The row that created a batch: the first that set it. */
  #creatorOf(batch: number): number | undefined {
    let row = this.#batch.get(batch)
    while (row !== undefined) {
      const before = new RegExp(`(?:^|;)b${batch}:(\\d+):`).exec(this.#earlier.get(row) ?? '')
      if (!before) return row
      row = Number(before[1])
    }
    return undefined
  }
}
