import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts'

/** A database file of its own, and the stores that were opened on it. */
export class DatabaseFile {
  readonly #directory = mkdtempSync(join(tmpdir(), 'alloc-'))
  readonly path = join(this.#directory, 'warehouse.db')
  #stores: SqliteStore[] = []

  open(path: string = this.path): SqliteStore {
    const store = new SqliteStore({ file: path }, { create: true, lockTimeoutMs: 1_000 })
    this.#stores.push(store)
    return store
  }

  /** The size of the file that bears this name with something behind it. */
  sizeOf(ending: string): number {
    return statSync(this.path + ending).size
  }

  get exists(): boolean {
    return existsSync(this.path)
  }

  /** As after the end of the process. */
  reopen(): SqliteStore {
    this.close()
    return this.open()
  }

  close(): void {
    for (const store of this.#stores) store.close()
    this.#stores = []
  }

  /** Lets somebody else look into it, or write. */
  visit<T>(work: (db: Database.Database) => T): T {
    const db = new Database(this.path)
    try {
      return work(db)
    } finally {
      db.close()
    }
  }

  rows(sql: string): unknown[] {
    return this.visit(db => db.prepare(sql).raw().all())
  }

  /** All rows of all tables. */
  dump(): Record<string, unknown[]> {
    const tables = this.exists
      ? this.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      : []
    return Object.fromEntries(
      tables.flat().map(table => [String(table), this.rows(`SELECT * FROM ${table} ORDER BY 1`)]),
    )
  }

  remove(): void {
    this.close()
    rmSync(this.#directory, { recursive: true })
  }
}
