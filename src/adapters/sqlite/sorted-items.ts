import Database from 'better-sqlite3'
import type { Sorted } from '../../service/sorted.ts'

type Row = { readonly text: string; readonly number: number; readonly id: number; readonly item: string }

/** So many are read at once: while a query is under way, SQLite could take nothing. */
const pageSize = 500

/** Keeps items in a private temporary database, which goes to disk when it grows and is gone with the process. */
export class SortedItems<T> implements Sorted<T> {
  readonly #db = new Database('')
  readonly #insert: Database.Statement<[string, number, number, string]>
  readonly #has: Database.Statement<[string]>
  readonly #after: Database.Statement<[string, number, number, number], Row>
  #last = 0

  constructor() {
    this.#db.pragma('journal_mode = OFF')
    this.#db.exec(`
      CREATE TABLE items (
        text TEXT NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, item TEXT NOT NULL,
        PRIMARY KEY (text, number, id)
      ) STRICT, WITHOUT ROWID;
      BEGIN`)
    this.#insert = this.#db.prepare('INSERT INTO items VALUES (?, ?, ?, ?)')
    this.#has = this.#db.prepare('SELECT 1 FROM items WHERE text = ? LIMIT 1')
    this.#after = this.#db.prepare(`
      SELECT text, number, id, item FROM items WHERE (text, number, id) > (?, ?, ?)
      ORDER BY text, number, id LIMIT ?`)
  }

  add(text: string, number: number, item: T): void {
    this.#insert.run(text, number, ++this.#last, JSON.stringify(item))
  }

  has(text: string): boolean {
    return this.#has.get(text) !== undefined
  }

  *items(): Generator<T> {
    let last = { text: '', number: 0, id: 0 }
    for (;;) {
      const page = this.#after.all(last.text, last.number, last.id, pageSize)
      for (const { item } of page) yield JSON.parse(item)
      last = page.at(-1) ?? last
      if (page.length < pageSize) return
    }
  }

  close(): void {
    this.#db.close()
  }
}
