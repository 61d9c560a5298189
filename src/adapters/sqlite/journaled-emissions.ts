import type { Database, Statement } from 'better-sqlite3'
import type { EmittedEvent } from '../../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../../domain/identifiers.ts'
import type { JournaledEmission } from '../../service/history.ts'
import { JournalDamage } from './journal-damage.ts'
import type { CompactEmission } from './journal-text.ts'

/** Turns emitted events of the journal back into what they were: names for numbers, ids for causes. */
export class JournaledEmissions {
  readonly #line: Statement<[number], { readonly orderid: OrderId; readonly sku: Sku }>
  readonly #batch: Statement<[number], BatchRef>
  readonly #lines: Statement<[string], readonly [line: number, orderid: OrderId, sku: Sku]>
  readonly #batches: Statement<[string], readonly [batch: number, ref: BatchRef]>
  #knownLines = new Map<number, { readonly orderid: OrderId; readonly sku: Sku }>()
  #knownBatches = new Map<number, BatchRef>()

  constructor(db: Database) {
    this.#line = db.prepare(
      'SELECT orderid, sku FROM order_lines JOIN products USING (product) WHERE line = ?',
    )
    this.#batch = db.prepare<[number], BatchRef>('SELECT ref FROM batches WHERE batch = ?').pluck()
    this.#lines = db
      .prepare<[string], readonly [number, OrderId, Sku]>(`
        SELECT line, orderid, sku
        FROM json_each(?) AS wanted CROSS JOIN order_lines ON line = wanted.value JOIN products USING (product)`)
      .raw()
    this.#batches = db
      .prepare<[string], readonly [number, BatchRef]>(
        'SELECT batch, ref FROM json_each(?) AS wanted CROSS JOIN batches ON batch = wanted.value',
      )
      .raw()
  }

  /** Reads the names that these events need, and forgets others: one by one they would take several times as long. */
  readAhead(compact: readonly CompactEmission[]): void {
    const lines = new Set(compact.map(({ line }) => line))
    const batches = new Set(compact.flatMap(({ batch }) => batch ?? []))
    this.#knownLines = new Map(
      this.#lines.all(JSON.stringify([...lines])).map(([line, orderid, sku]) => [line, { orderid, sku }]),
    )
    this.#knownBatches = new Map(this.#batches.all(JSON.stringify([...batches])))
  }

  /**
   * The events of a chain.
   *
   * @param seq how many events were emitted into the database before
   * @param kept tells which are wanted, by their places from 1; a cause must be among them
   * @throws JournalDamage
   */
  of(
    position: number,
    compact: readonly CompactEmission[],
    seq: number,
    kept?: ReadonlySet<number>,
  ): JournaledEmission[] {
    const emissions: JournaledEmission[] = []
    const caused = new Map<number, number>()
    const newPlaces = new Map([[0, 0]])
    for (const [index, each] of compact.entries()) {
      const n = (caused.get(each.cause) ?? 0) + 1
      caused.set(each.cause, n)
      if (kept && !kept.has(index + 1)) continue
      const cause = newPlaces.get(each.cause) ?? 0
      const suffix = `${emissions[cause - 1]?.suffix ?? ''}~${n}`
      emissions.push({ event: this.#event(position, each), suffix, cause, seq: seq + index + 1 })
      newPlaces.set(index + 1, emissions.length)
    }
    return emissions
  }

  #event(position: number, { type, line, qty, batch }: CompactEmission): EmittedEvent {
    const names = this.#knownLines.get(line) ?? this.#line.get(line)
    if (!names) throw new JournalDamage(position, `names order line ${line}, which is not there`)
    const common = { ...names, qty }
    const batchref = batch === undefined ? undefined : this.batchref(position, batch)
    switch (type) {
      case 'OutOfStock':
        return { type, ...common }
      case 'AllocationRequired':
        return { type, ...common, ...(batchref !== undefined && { takenFrom: batchref }) }
      case 'Allocated':
      case 'Deallocated':
        if (batchref === undefined) throw new JournalDamage(position, `emitted ${type} without a batch`)
        return { type, ...common, batchref }
    }
  }

  /** @throws JournalDamage */
  batchref(position: number, batch: number): BatchRef {
    const ref = this.#knownBatches.get(batch) ?? this.#batch.get(batch)
    if (ref === undefined) throw new JournalDamage(position, `names batch ${batch}, which is not there`)
    return ref
  }
}
