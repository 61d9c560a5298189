import Database from 'better-sqlite3'
import type { History } from '../../service/history.ts'
import type { JournaledEmitted, JournaledInput } from '../../service/store.ts'
import { StoreError } from '../../service/store-error.ts'
import { DatabasePath } from './database-path.ts'
import { EmittedEvents } from './emitted-events.ts'
import { explained, foreignHint } from './errors.ts'
import { isWarehouse } from './identity.ts'
import { JournaledInputs } from './journaled-inputs.ts'
import { configureReader } from './settings.ts'
import { SqliteHistory } from './sqlite-history.ts'
import { StateQueries } from './state-queries.ts'

/** A warehouse as it stands in one moment; nobody waits for who reads it, and nothing of it changes. */
export class WarehouseReader {
  readonly #path: string
  readonly #db: Database.Database
  #history: History | undefined
  #opened: JournaledInputs | undefined

  /**
   * @param lockTimeoutMs how long to wait for somebody who recovers the database
   * @throws StoreError when there is none, or none of alloc's
   */
  constructor(path: string, lockTimeoutMs: number) {
    this.#path = path
    new DatabasePath(path).check(false)
    this.#db = this.#guarded(
      () => new Database(path, { readonly: true, fileMustExist: true, timeout: lockTimeoutMs }),
    )
    try {
      this.#guarded(() => this.#begin())
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  /** The state, as it is asked for. */
  get state(): StateQueries {
    return new StateQueries(this.#db)
  }

  /** What was thrown, as a `StoreError` if it is the database's own trouble: rows are read late. */
  explain(error: unknown): unknown {
    return explained(this.#path, error)
  }

  /** The emitted events with a number above `since` and up to `until`, with their inputs, in order, some at once. */
  emitted(since: number, until: number): Generator<readonly JournaledEmitted[]> {
    return this.#rows(() => new EmittedEvents(this.#db).between(since, until))
  }

  /** The inputs with a position above `since` and up to `until`, in order, some at once. */
  inputs(since: number, until: number): Generator<readonly JournaledInput[]> {
    return this.#rows(() => this.#inputs.between(since, until))
  }

  /** What a batch is of. */
  skuOfBatch(ref: string): string | undefined {
    return this.#guarded(() => this.#inputs.skuOfBatch(ref))
  }

  hasSku(sku: string): boolean {
    return this.#guarded(() => this.#inputs.hasSku(sku))
  }

  /** All that was ever in stock, by name. */
  get skus(): readonly string[] {
    return this.#guarded(() => this.#inputs.skus)
  }

  /** What a piece of work reads of the past. */
  past<T>(work: (history: History) => T): T {
    return this.#guarded(() => {
      this.#history ??= new SqliteHistory(this.#db)
      return work(this.#history)
    })
  }

  close(): void {
    this.#db.close()
  }

  /** All that is read from now on is of one moment. */
  #begin(): void {
    configureReader(this.#db)
    this.#db.exec('BEGIN')
    if (isWarehouse(this.#db, this.#path)) return
    const message = `${this.#path} is empty: no alloc has saved anything in it yet`
    throw new StoreError(message, { code: 'db-foreign', hint: foreignHint })
  }

  get #inputs(): JournaledInputs {
    this.#opened ??= new JournaledInputs(this.#db)
    return this.#opened
  }

  *#rows<T>(read: () => Generator<T>): Generator<T> {
    try {
      yield* read()
    } catch (error) {
      throw explained(this.#path, error)
    }
  }

  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw explained(this.#path, error)
    }
  }
}
