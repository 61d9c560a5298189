import type { Database, Statement } from 'better-sqlite3'
import type { BatchChange } from '../../service/stale-story.ts'
import type { BatchRow } from '../../service/views.ts'

/** Reads single batches, and what happened to them. */
export class BatchBook {
  readonly #batch: Statement<[string], BatchRow>
  readonly #refsFrom: Statement<[string, string], string>
  readonly #last: Statement<[string], { readonly batch: number; readonly event: number }>
  readonly #event: Statement<[number], { readonly text: string; readonly earlier: string | null }>

  constructor(db: Database) {
    this.#batch = db.prepare(`
      SELECT b.ref, p.sku, b.eta, b.qty, b.allocated, b.qty - b.allocated AS available, b.rev
      FROM batches b JOIN products p USING (product) WHERE b.ref = ?`)
    this.#refsFrom = db
      .prepare<[string, string], string>(
        'SELECT ref FROM batches WHERE ref >= ? AND ref < ? ORDER BY ref LIMIT 1000',
      )
      .pluck()
    this.#last = db.prepare('SELECT batch, event FROM batches WHERE ref = ?')
    this.#event = db.prepare('SELECT text, earlier FROM events WHERE position = ?')
  }

  batch(ref: string): BatchRow | undefined {
    return this.#batch.get(ref)
  }

  /** The refs of batches that begin with the first half of this one, a thousand at most. */
  refsLike(ref: string): readonly string[] {
    const half = [...ref].slice(0, Math.ceil(ref.length / 2)).join('')
    return this.#refsFrom.all(half, `${half}\u{10ffff}`)
  }

  /** The events that set a batch's quantity or arrival, or shipped from it, newest first, but for its creation. */
  *changesOf(ref: string): Generator<BatchChange> {
    const { batch, event } = this.#last.get(ref) ?? { batch: 0, event: 0 }
    for (let position = event; position !== 0; ) {
      const row = this.#event.get(position)
      const entry = row?.earlier?.split(';').find(each => each.startsWith(`b${batch}:`))
      if (!row || entry === undefined) return
      const [, earlier, before] = entry.split(':')
      yield { text: row.text, before: Number(before) }
      position = Number(earlier)
    }
  }
}
