import Database from 'better-sqlite3'
import type { Sorted } from '../../service/sorted.ts'

/** Keeps items in a private temporary database, which goes to disk when it grows and is gone with the process. */
export class SortedItems<T> implements Sorted<T> {
  readonly #db = new Database('')
  readonly #insert: Database.Statement<[string, number, number, string]>
  readonly #has: Database.Statement<[string]>
  readonly #items: Database.Statement<[], string>
  #last = 0

  constructor() {
    this.#db.pragma('journal_mode = OFF')
    // In KiB; the default of 16 MiB would keep in memory what is to be kept out of it.
    this.#db.pragma('cache_size = -1024')
    this.#db.exec(`
      CREATE TABLE items (
        text TEXT NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, item TEXT NOT NULL,
        PRIMARY KEY (text, number, id)
      ) STRICT, WITHOUT ROWID;
      BEGIN`)
    this.#insert = this.#db.prepare('INSERT INTO items VALUES (?, ?, ?, ?)')
    this.#has = this.#db.prepare('SELECT 1 FROM items WHERE text = ? LIMIT 1')
    this.#items = this.#db.prepare<[], string>('SELECT item FROM items ORDER BY text, number, id').pluck()
  }

  add(text: string, number: number, item: T): void {
    this.#insert.run(text, number, ++this.#last, JSON.stringify(item))
  }

  has(text: string): boolean {
    return this.#has.get(text) !== undefined
  }

  *items(): Generator<T> {
    for (const item of this.#items.iterate()) yield JSON.parse(item)
  }

  close(): void {
    this.#db.close()
  }
}
