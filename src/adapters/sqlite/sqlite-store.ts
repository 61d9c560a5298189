import type { BatchRef, Sku } from '../../domain/identifiers.ts'
import type { Product } from '../../domain/product.ts'
import type { JournalEntry, Progress, Reject, Run, Store } from '../../service/store.ts'
import type { ProductSource } from '../../service/unit-of-work.ts'
import type { BackorderView, BatchView, OrderLineView } from '../../service/views.ts'
import { Connection, type ConnectionOptions, type Place } from './connection.ts'
import { Inputs } from './inputs.ts'
import { Journal } from './journal.ts'
import { SqliteProducts } from './products.ts'
import { Readers } from './readers.ts'

/** What stands on the tables of a database; made anew when they moved under it. */
type Tables = {
  readonly products: SqliteProducts
  readonly journal: Journal
  readonly inputs: Inputs
  readonly readers: Readers
}

/** A warehouse in SQLite. */
export class SqliteStore implements Store {
  readonly #connection: Connection
  #tables: Tables | undefined
  #dataVersion: unknown

  constructor(place: Place, options: ConnectionOptions) {
    this.#connection = new Connection(place, options)
  }

  readonly products: ProductSource = {
    get: (sku: Sku) => this.#guarded(({ products }) => products.get(sku)),
    getByBatchref: (ref: BatchRef) => this.#guarded(({ products }) => products.getByBatchref(ref)),
    add: (product: Product) => this.#guarded(({ products }) => products.add(product)),
    remove: (product: Product) => this.#guarded(({ products }) => products.remove(product)),
  }

  get emitted(): number {
    return this.#guarded(({ journal }) => journal.emitted)
  }

  begin(): void {
    this.#connection.guarded(() => {
      this.#connection.begin()
      const version = this.#connection.dataVersion
      if (version !== this.#dataVersion) this.#tables = undefined
      this.#dataVersion = version
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

  rollback(): void {
    this.#tables = undefined
    this.#connection.guarded(() => this.#connection.rollback())
  }

  find(source: string, id: string): string | undefined {
    return this.#guarded(({ journal }) => journal.find(source, id))
  }

  record(entry: JournalEntry): void {
    this.#guarded(({ journal, inputs }) => {
      journal.append(entry)
      if (entry.isGivenId) inputs.reserve(entry.id)
    })
  }

  reject(reject: Reject): void {
    this.#guarded(({ inputs }) => inputs.reject(reject))
  }

  openRun(name: string): Run {
    return this.#guarded(({ inputs }) => inputs.open(name))
  }

  closeRun(run: Run, progress: Progress): void {
    this.#guarded(({ inputs }) => inputs.close(run, progress))
  }

  batches(which: 'all' | 'touched'): Iterable<BatchView> {
    return { [Symbol.iterator]: () => this.#guarded(({ readers }) => readers.batches(which)) }
  }

  backorders(which: 'all' | 'touched'): Iterable<BackorderView> {
    return { [Symbol.iterator]: () => this.#guarded(({ readers }) => readers.backorders(which)) }
  }

  orderLines(): Iterable<OrderLineView> {
    return { [Symbol.iterator]: () => this.#guarded(({ readers }) => readers.orderLines()) }
  }

  close(): void {
    this.#connection.close()
  }

  #guarded<T>(work: (tables: Tables) => T): T {
    return this.#connection.guarded(() => {
      this.#tables ??= this.#open()
      return work(this.#tables)
    })
  }

  #open(): Tables {
    const { db } = this.#connection
    const products = new SqliteProducts(db)
    return { products, journal: new Journal(db, products), inputs: new Inputs(db), readers: new Readers(db) }
  }
}
