import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { DatabasePath } from './database-path.ts'
import { explained, isBusy, outcomeUnknown } from './errors.ts'
import { isWarehouse } from './identity.ts'
import type { Place } from './place.ts'
import { privateCopy } from './private-copy.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'
import {
  assertSettings,
  checkpointCommits,
  checkpointSize,
  configureReader,
  configureWriter,
} from './settings.ts'

export type ConnectionOptions = {
  /** Whether a missing file is made, in its first committed group. */
  readonly create: boolean
  /** How long to wait for another writer, in milliseconds; nothing else is done meanwhile. */
  readonly lockTimeoutMs: number
}

/** How many pages are in the WAL, and how many of them are in the database by now. */
type CheckpointRow = { readonly log: number; readonly checkpointed: number }

/** What each group takes, parsed once: a commit for each event is a twentieth faster so. */
type Prepared = {
  readonly [name in 'begin' | 'commit' | 'dataVersion' | 'rowsWritten']: Database.Statement<[], unknown>
}

/** So many rows of usual size, or commits of a row of the greatest, take a fraction of the WAL. */
const rowsPerLook = 1_000
const commitsPerLook = 16

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
  /** What had been written when the WAL's size was last asked for. */
  #looked = { rows: 0, commits: 0 }
  /** Those since the WAL was moved. */
  #commits = 0
  /** The size of the WAL at which it is moved. */
  #checkpointAt = checkpointSize

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
    this.#commits++
  }

  /**
   * Moves committed pages from the WAL to the database once there are many, or many commits; to be called when nobody waits for
   * what was committed. SQLite's own way, a checkpoint within a COMMIT, makes large groups wait for it.
   */
  checkpoint(): void {
    if (!this.#file) return
    const size = this.#mayBeFull ? this.#file.walSize : 0
    if (size < this.#checkpointAt && this.#commits < checkpointCommits) return
    this.#commits = 0
    this.#looked.commits = 0
    const [moved] = this.db.pragma('wal_checkpoint(PASSIVE)') as CheckpointRow[]
    // What somebody still reads stays where it is, and is not tried again and again.
    this.#checkpointAt = checkpointSize + (moved && moved.log === moved.checkpointed ? 0 : size)
  }

  /**
   * Whether enough was written since the WAL's size was last asked for. Asking has the next COMMIT store the time of its
   * write, which takes a commit for each event a tenth longer.
   */
  get #mayBeFull(): boolean {
    const rows = Number(this.#statements.rowsWritten.get())
    if (rows - this.#looked.rows < rowsPerLook && this.#commits - this.#looked.commits < commitsPerLook)
      return false
    this.#looked = { rows, commits: this.#commits }
    return true
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
      rowsWritten: this.db.prepare('SELECT total_changes()').pluck(),
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
