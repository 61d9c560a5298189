import { rmSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../../service/store-error.ts'
import { explained, foreignHint } from './errors.ts'
import { privateCopy } from './private-copy.ts'
import { applicationId, schema, schemaVersion, temporarySchema } from './schema.ts'

/** Where a warehouse lives: in a file, in a private copy of one, in a private temporary one, or in memory alone. */
export type Place = { readonly file: string } | { readonly copyOf: string } | 'temporary' | 'memory'

export type ConnectionOptions = {
  /** Whether a missing file is made, in its first committed group. */
  readonly create: boolean
  /** How long to wait for another writer. */
  readonly lockTimeoutMs: number
}

/** So many bytes gather in the WAL before they are moved. */
const checkpointSize = 64 * 1024 * 1024

/** A connection with alloc's settings to a database that is alloc's, or is about to become so. */
export class Connection {
  readonly db: Database.Database
  /** As messages name it. */
  readonly name: string
  readonly #newFile: string | undefined
  /** The write-ahead log, which is asked for its size alone: opening it would drop SQLite's locks. */
  readonly #wal: string | undefined
  #hasSchema: boolean

  constructor(place: Place, options: ConnectionOptions) {
    const file = typeof place === 'object' && 'file' in place ? place.file : undefined
    const original = typeof place === 'object' && 'copyOf' in place ? place.copyOf : undefined
    this.name = file ?? original ?? (place === 'memory' ? 'the database in memory' : 'the temporary database')
    this.#wal = file === undefined ? undefined : `${file}-wal`
    const isNew = file !== undefined && prepareFile(file, options.create)
    this.#newFile = isNew ? file : undefined
    if (original !== undefined) prepareFile(original, false)
    const copy =
      original === undefined ? undefined : this.guarded(() => privateCopy(original, options.lockTimeoutMs))
    const path = file ?? copy?.path ?? (place === 'memory' ? ':memory:' : '')
    this.db = this.guarded(() => open(path, options.lockTimeoutMs))
    try {
      this.#hasSchema = this.guarded(() => this.#identify())
      this.guarded(() => this.#configure(file !== undefined))
      // A journal in a file would need the name that the copy is about to lose.
      if (copy) this.db.pragma('journal_mode = MEMORY')
      copy?.forget()
    } catch (error) {
      copy?.forget()
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

  /** Opens a group; the tables of a new database are made in its first. */
  begin(): void {
    this.db.exec('BEGIN IMMEDIATE')
    if (this.#hasSchema) return
    this.db.exec(schema)
    this.db.pragma(`application_id = ${applicationId}`)
    this.db.pragma(`user_version = ${schemaVersion}`)
  }

  commit(): void {
    this.db.exec('COMMIT')
    this.#hasSchema = true
  }

  /**
   * Moves committed pages from the WAL to the database once there are many; to be called when nobody waits for
   * what was committed. SQLite's own way, a checkpoint within a COMMIT, makes large groups wait for it.
   */
  checkpoint(): void {
    if (this.#wal !== undefined && (fileKind(this.#wal)?.size ?? 0) >= checkpointSize)
      this.db.pragma('wal_checkpoint(PASSIVE)')
  }

  /** SQLite may have rolled back by itself, after a full disk for instance. */
  rollback(): void {
    if (this.db.inTransaction) this.db.exec('ROLLBACK')
  }

  /** Whether there is anything to read: a new database has no tables before its first group. */
  get hasTables(): boolean {
    return this.#hasSchema || this.db.inTransaction
  }

  /** Moves when another connection has committed. */
  get dataVersion(): unknown {
    return this.db.pragma('data_version', { simple: true })
  }

  /** A file that was made for this connection and got no group goes with it. */
  close(): void {
    this.db.close()
    if (this.#newFile !== undefined && !this.#hasSchema) rmSync(this.#newFile, { force: true })
  }

  /** @returns whether the database has alloc's tables; a foreign one is refused before anything is written */
  #identify(): boolean {
    const application = this.db.pragma('application_id', { simple: true })
    const version = Number(this.db.pragma('user_version', { simple: true }))
    const tables = this.db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
    if (application === 0 && version === 0 && tables === 0) return false
    if (application !== applicationId) {
      const message = `${this.name} is a database of another program`
      throw new StoreError(message, { code: 'db-foreign', hint: foreignHint })
    }
    if (version > schemaVersion) {
      const message = `${this.name} has schema version ${version}, this alloc knows ${schemaVersion}`
      throw new StoreError(message, { code: 'db-newer', hint: 'use the newer alloc that wrote it' })
    }
    return true
  }

  #configure(isFile: boolean): void {
    if (isFile && this.db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
      throw new StoreError(`${this.name} cannot be put into WAL mode`, { hint: 'use a file on a local disk' })
    }
    this.db.pragma(`synchronous = ${isFile ? 'FULL' : 'OFF'}`)
    this.db.pragma('wal_autocheckpoint = 0')
    this.db.pragma('journal_size_limit = 0')
    this.db.pragma('trusted_schema = OFF')
    this.db.pragma('cell_size_check = ON')
    this.db.pragma('temp_store = FILE')
    this.db.pragma('foreign_keys = OFF')
    this.db.exec(temporarySchema)
  }
}

function open(name: string, lockTimeoutMs: number): Database.Database {
  const mask = process.umask(0o077)
  try {
    return new Database(name, { timeout: lockTimeoutMs })
  } finally {
    process.umask(mask)
  }
}

/** @returns whether the file is to be made */
function prepareFile(file: string, create: boolean): boolean {
  const kind = fileKind(file)
  if (kind?.isDirectory()) throw new StoreError(`${file} is a directory, not a database`)
  if (kind) return false
  if (!create) throw new StoreError(`there is no database ${file}`)
  if (!fileKind(dirname(file))?.isDirectory())
    throw new StoreError(`there is no directory ${dirname(file)} for ${file}`, { hint: 'make it first' })
  return true
}

function fileKind(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
