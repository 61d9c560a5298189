import type { Database, Statement } from 'better-sqlite3'
import type { EmittedEvent } from '../../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../../domain/identifiers.ts'
import type { Emission } from '../../service/chain.ts'
import { type Emitted, runName } from '../../service/store.ts'
import { type CompactEmission, parseEmissions } from './journal-text.ts'

type JournalRow = {
  readonly id: string
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
  readonly #line: Statement<[number], { readonly orderid: OrderId; readonly sku: Sku }>
  readonly #batch: Statement<[number], BatchRef>

  constructor(db: Database) {
    // A row's own events are one more than the semicolons between them.
    this.#rows = db.prepare(`
      SELECT id, origin_line, correlationid, seq, emitted, name, n
      FROM events JOIN runs USING (run)
      WHERE emitted IS NOT NULL AND seq + 1 + length(emitted) - length(replace(emitted, ';', '')) > ? AND seq < ?
      ORDER BY position`)
    this.#line = db.prepare(
      'SELECT orderid, sku FROM order_lines JOIN products USING (product) WHERE line = ?',
    )
    this.#batch = db.prepare<[number], BatchRef>('SELECT ref FROM batches WHERE batch = ?').pluck()
  }

  /** The events with a number above `since` and up to `until`, with their inputs, in order of emission. */
  *between(since: number, until: number): Generator<Emitted> {
    for (const row of this.#rows.iterate(since, until)) {
      const { id, origin_line, correlationid, seq, emitted } = row
      const skipped = Math.max(0, since - seq)
      const emissions = this.emissions(emitted).slice(skipped, until - seq)
      yield {
        ...{ id, line: origin_line, seq: seq + skipped + 1, chain: { emissions } },
        input: { correlationid: correlationid ?? undefined },
        run: { name: runName(row) },
      }
    }
  }

  /** What a row emitted, from its compact form. */
  emissions(compact: string): Emission[] {
    const emissions: Emission[] = []
    const caused = new Map<number, number>()
    for (const each of parseEmissions(compact)) {
      const { cause } = each
      const n = (caused.get(cause) ?? 0) + 1
      caused.set(cause, n)
      emissions.push({
        event: this.#event(each),
        suffix: `${emissions[cause - 1]?.suffix ?? ''}~${n}`,
        cause,
      })
    }
    return emissions
  }

  #event({ type, line, qty, batch }: CompactEmission): EmittedEvent {
    const names = this.#line.get(line)
    if (!names) throw new Error(`the journal names line ${line}, which is not there`)
    const common = { ...names, qty }
    const batchref = batch === undefined ? undefined : this.#batch.get(batch)
    switch (type) {
      case 'OutOfStock':
        return { type, ...common }
      case 'AllocationRequired':
        return { type, ...common, ...(batchref !== undefined && { takenFrom: batchref }) }
      case 'Allocated':
      case 'Deallocated':
        if (batchref === undefined) throw new Error(`the journal names batch ${batch}, which is not there`)
        return { type, ...common, batchref }
    }
  }
}
