import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Checkpoints } from './checkpoints.ts'
import { DatabasePath } from './database-path.ts'
import { explained, isBusy, outcomeUnknown } from './errors.ts'
import { isWarehouse } from './identity.ts'
import type { Place } from './place.ts'
import { privateCopy } from './private-copy.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'
import { assertSettings, configureReader, configureWriter } from './settings.ts'

export type ConnectionOptions = {
  /** Whether a missing file is made, in its first committed group. */
  readonly create: boolean
  /** How long to wait for another writer, in milliseconds; nothing else is done meanwhile. */
  readonly lockTimeoutMs: number
}

/** What each group takes, parsed once: a commit for each event is a twentieth faster so. */
type Prepared = {
  readonly [name in 'begin' | 'commit' | 'dataVersion']: Database.Statement<[], unknown>
}

/** A connection with alloc's settings to a database that is alloc's, or is about to become so. */
export class Connection {
  readonly db: Database.Database
  /** As messages name it. */
  readonly name: string
  /** Undefined for a database that nobody else sees. */
  readonly #file: DatabasePath | undefined
  readonly #isNew: boolean
  #hasSchema: boolean
  #isAsserted = false
  #prepared: Prepared | undefined
  #checkpoints: Checkpoints | undefined

  constructor(place: Place, { create, lockTimeoutMs }: ConnectionOptions) {
    const file = typeof place === 'object' && 'file' in place ? new DatabasePath(place.file) : undefined
    const original =
      typeof place === 'object' && 'copyOf' in place ? new DatabasePath(place.copyOf) : undefined
    this.name =
      (file ?? original)?.path ?? (place === 'memory' ? 'the database in memory' : 'the temporary database')
    this.#file = file
    this.#isNew = file?.check(create) === false
    original?.check(false)
    const copy = original && this.guarded(() => privateCopy(original.path, lockTimeoutMs))
    if (file && file.walSize > 0) this.guarded(() => probe(file.path, lockTimeoutMs))
    const path = file?.path ?? copy?.path ?? (place === 'memory' ? ':memory:' : '')
    this.db = this.guarded(() => open(path, lockTimeoutMs))
    file?.remember()
    try {
      this.#hasSchema = this.guarded(() => isWarehouse(this.db, this.name))
      this.guarded(() => configureWriter(this.db, this.name, file !== undefined))
      if (file) this.#checkpoints = this.guarded(() => new Checkpoints(this.db, file))
      if (copy) openJournal(this.db)
      copy?.forget()
    } catch (error) {
      copy?.forget()
      this.#hasSchema = false
      this.close()
      throw error
    }
  }

  /** Runs a piece of work on the database; what SQLite throws becomes a `StoreError`. */
  guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw this.explain(error)
    }
  }

  /** What SQLite threw, as a `StoreError`. */
  explain(error: unknown): unknown {
    return explained(this.name, error)
  }

  /**
   * Opens a group; the tables of a new database are made in its first.
   *
   * @throws StoreError when the file is gone
   */
  begin(): void {
    this.#statements.begin.run()
    try {
      this.#file?.guard()
      this.#makeTables()
      if (!this.#isAsserted) assertSettings(this.db, this.name, this.#file !== undefined)
      this.#isAsserted = true
    } catch (error) {
      this.rollback()
      throw error
    }
  }

  /** @throws StoreError when it may have been stored or not; one that says so */
  commit(): void {
    this.#file?.guard()
    try {
      this.#statements.commit.run()
    } catch (error) {
      if (isBusy(error) || this.#file === undefined) throw error
      throw outcomeUnknown(this.name, error)
    }
    this.#hasSchema = true
    this.#checkpoints?.committed()
  }

  /** Moves what was committed to where it stays, once it is much; to be called when nobody waits for it. */
  checkpoint(): void {
    this.#checkpoints?.move()
  }

  /** For whoever only reads on. */
  cacheLess(): void {
    this.db.pragma(`cache_size = -${readingKiB}`)
  }

  /** SQLite may have rolled back by itself, after a full disk for instance; what it cannot, the next opening does. */
  rollback(): void {
    try {
      if (this.db.inTransaction) this.db.exec('ROLLBACK')
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error
    }
  }

  /** Whether there is anything to read: a new database has no tables before its first group. */
  get hasTables(): boolean {
    return this.#hasSchema || this.db.inTransaction
  }

  /** Moves when another connection has committed. */
  get dataVersion(): unknown {
    return this.#statements.dataVersion.get()
  }

  get #statements(): Prepared {
    this.#prepared ??= {
      begin: this.db.prepare('BEGIN IMMEDIATE'),
      commit: this.db.prepare('COMMIT'),
      dataVersion: this.db.prepare('PRAGMA data_version').pluck(),
    }
    return this.#prepared
  }

  /** A file that was made for this connection and got no group goes with it. */
  close(): void {
    if (this.#file && this.#isNew && !this.#hasSchema) this.#remove(this.#file)
    this.db.close()
  }

  /** Somebody else may have made them while this connection waited. */
  #makeTables(): void {
    this.#hasSchema ||= isWarehouse(this.db, this.name)
    if (this.#hasSchema) return
    this.db.exec(schema)
    this.db.pragma(`application_id = ${applicationId}`)
    this.db.pragma(`user_version = ${schemaVersion}`)
  }

  /** Nobody else may use it: to leave WAL mode needs the file for oneself, and then keeps it. */
  #remove(file: DatabasePath): void {
    try {
      this.rollback()
      this.db.pragma('locking_mode = EXCLUSIVE')
      const mode = this.db.pragma('journal_mode = DELETE', { simple: true })
      if (mode === 'delete' && !isWarehouse(this.db, this.name)) rmSync(file.path, { force: true })
    } catch {
      // Somebody else made it a warehouse, or is about to.
    }
  }
}

/**
 * A sort holds as many KiB as the page cache may, and goes to files beyond. With 16 MB for each, listing batches took more memory
 * than the replay before: 14 MB at a million events. It takes no longer with less.
 */
const readingKiB = 4_000

/** Looks at a database that has a write-ahead log, which a connection that may write would move into it. */
function probe(path: string, lockTimeoutMs: number): void {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: lockTimeoutMs })
  try {
    configureReader(db)
    isWarehouse(db, path)
  } finally {
    db.close()
  }
}

/**
 * Opens the rollback journal of a copy that is about to lose its name, and keeps it open: in memory it would hold
 * each page that is changed.
 */
function openJournal(db: Database.Database): void {
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('journal_mode = PERSIST')
  const version = Number(db.pragma('user_version', { simple: true }))
  db.pragma(`user_version = ${version}`)
}

function open(name: string, lockTimeoutMs: number): Database.Database {
  const mask = process.umask(0o077)
  try {
    return new Database(name, { timeout: lockTimeoutMs })
  } finally {
    process.umask(mask)
  }
}
