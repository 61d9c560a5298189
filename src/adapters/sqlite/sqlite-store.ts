import type { BatchRef, Sku } from '../../domain/identifiers.ts'
import type { Product } from '../../domain/product.ts'
import type { BatchChange } from '../../service/stale-story.ts'
import type { StockBook } from '../../service/stock-take.ts'
import type {
  Applied,
  Journaled,
  KnownRun,
  Progress,
  Reject,
  Run,
  RunState,
  Store,
} from '../../service/store.ts'
import type { ProductSource } from '../../service/unit-of-work.ts'
import type { BackorderView, BatchRow, BatchView, OrderLineView } from '../../service/views.ts'
import { BatchBook } from './batch-book.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import { Inputs } from './inputs.ts'
import { Journal } from './journal.ts'
import { JournalReader } from './journal-reader.ts'
import type { Place } from './place.ts'
import { SqliteProducts } from './products.ts'
import { Readers } from './readers.ts'

/** What stands on the tables of a database; made anew when they moved under it. */
type Tables = {
  readonly products: SqliteProducts
  readonly journal: Journal
  readonly journalReader: JournalReader
  readonly inputs: Inputs
  readonly readers: Readers
  readonly book: BatchBook
}

/** A warehouse in SQLite. */
export class SqliteStore implements Store, StockBook {
  readonly #connection: Connection
  #opened: Tables | undefined
  #dataVersion: unknown

  constructor(place: Place, options: ConnectionOptions) {
    this.#connection = new Connection(place, options)
  }

  // The path of every event, so without the closure a call that `#guarded` takes.
  readonly products: ProductSource = {
    get: (sku: Sku) => {
      try {
        return this.#tables.products.get(sku)
      } catch (error) {
        throw this.#connection.explain(error)
      }
    },
    getByBatchref: (ref: BatchRef) => this.#guarded(({ products }) => products.getByBatchref(ref)),
    add: (product: Product) => this.#guarded(({ products }) => products.add(product)),
    remove: (product: Product) => this.#guarded(({ products }) => products.remove(product)),
  }

  get emitted(): number {
    return this.#tables.journal.emitted
  }

  get journaled(): number {
    return this.#tables.journal.rows
  }

  begin(): boolean {
    return this.#connection.guarded(() => {
      this.#connection.begin()
      const before = this.#dataVersion
      this.#dataVersion = this.#connection.dataVersion
      if (before === this.#dataVersion) return false
      this.#opened = undefined
      return before !== undefined
    })
  }

  flush(): void {
    this.#guarded(({ products, journal }) => {
      products.flush()
      journal.flush()
    })
  }

  commit(): void {
    this.flush()
    this.#connection.guarded(() => this.#connection.commit())
  }

  tidy(): void {
    this.#connection.guarded(() => this.#connection.checkpoint())
  }

  settle(): void {
    if (!this.#connection.hasTables) return
    this.#guarded(({ products }) => products.release())
    this.#connection.guarded(() => this.#connection.cacheLess())
  }

  rollback(): void {
    this.#opened = undefined
    this.#connection.guarded(() => this.#connection.rollback())
  }

  find(source: string, id: string): string | undefined {
    try {
      return this.#tables.journal.find(source, id)
    } catch (error) {
      throw this.#connection.explain(error)
    }
  }

  record(applied: Applied): void {
    try {
      const { journal, products, inputs } = this.#tables
      journal.append(applied)
      products.endChain()
      if (applied.input.id !== undefined) inputs.reserve(applied.id)
    } catch (error) {
      throw this.#connection.explain(error)
    }
  }

  journal(after: number, until: number, limit: number): readonly Journaled[] {
    if (!this.#connection.hasTables) return []
    return this.#guarded(({ journalReader }) => journalReader.rows(after, until, limit))
  }

  journalRow(source: string, id: string): Journaled | undefined {
    if (!this.#connection.hasTables) return undefined
    return this.#guarded(({ journalReader }) => journalReader.row(source, id))
  }

  reject(reject: Reject): void {
    this.#guarded(({ inputs }) => inputs.reject(reject))
  }

  rejectsOf(known: KnownRun): Iterable<Reject> {
    return this.#guarded(({ inputs }) => inputs.rejectsOf(known))
  }

  openRun(name: string): Run {
    return this.#guarded(({ inputs }) => inputs.open(name))
  }

  runs(after: number): readonly KnownRun[] {
    return this.#connection.hasTables ? this.#guarded(({ inputs }) => inputs.after(after)) : []
  }

  run(run: number): KnownRun | undefined {
    return this.#connection.hasTables ? this.#guarded(({ inputs }) => inputs.known(run)) : undefined
  }

  resumeRun(known: KnownRun): Run {
    return this.#guarded(({ inputs }) => inputs.resume(known))
  }

  advance(run: Pick<Run, 'run'>, from: Progress, to: Progress, state: RunState): void {
    this.#guarded(({ inputs }) => inputs.advance(run, from, to, state))
  }

  batches(which: 'all' | 'touched'): Iterable<BatchView> {
    return this.#rows(readers => readers.batches(which))
  }

  batchRows(which: 'all' | 'touched'): Iterable<BatchRow> {
    return this.#rows(readers => readers.batchRows(which))
  }

  backorders(which: 'all' | 'touched'): Iterable<BackorderView> {
    return this.#rows(readers => readers.backorders(which))
  }

  orderLines(): Iterable<OrderLineView> {
    return this.#rows(readers => readers.orderLines())
  }

  release(): void {
    this.#guarded(({ products, journal }) => {
      products.release()
      journal.flush()
    })
  }

  batch(ref: string): BatchRow | undefined {
    return this.#guarded(({ book }) => book.batch(ref))
  }

  refsLike(ref: string): readonly string[] {
    return this.#guarded(({ book }) => book.refsLike(ref))
  }

  changesOf(ref: string): Iterable<BatchChange> {
    return this.#guarded(({ book }) => book.changesOf(ref))
  }

  explain(error: unknown): unknown {
    return this.#connection.explain(error)
  }

  close(): void {
    this.#connection.close()
  }

  /** Rows that can be gone through again and again; of a database without tables there are none. */
  #rows<T>(read: (readers: Readers) => Iterable<T>): Iterable<T> {
    const none: readonly T[] = []
    return {
      [Symbol.iterator]: () =>
        (this.#connection.hasTables ? this.#guarded(({ readers }) => read(readers)) : none)[
          Symbol.iterator
        ](),
    }
  }

  #guarded<T>(work: (tables: Tables) => T): T {
    return this.#connection.guarded(() => work(this.#tables))
  }

  get #tables(): Tables {
    this.#opened ??= this.#open()
    return this.#opened
  }

  #open(): Tables {
    const { db } = this.#connection
    const products = new SqliteProducts(db)
    return {
      products,
      journal: new Journal(db, products),
      journalReader: new JournalReader(db),
      inputs: new Inputs(db),
      readers: new Readers(db),
      book: new BatchBook(db),
    }
  }
}
