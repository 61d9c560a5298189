import Database from 'better-sqlite3'
import type { Sorted } from '../../service/sorted.ts'
import { explained } from './errors.ts'

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
    try {
      this.#insert.run(text, number, ++this.#last, JSON.stringify(item))
    } catch (error) {
      throw explained(name, error)
    }
  }

  has(text: string): boolean {
    try {
      return this.#has.get(text) !== undefined
    } catch (error) {
      throw explained(name, error)
    }
  }

  *items(): Generator<T> {
    const items = this.#items.iterate()
    try {
      for (let next = nextOf(items); !next.done; next = nextOf(items)) yield JSON.parse(next.value)
    } finally {
      items.return?.()
    }
  }

  close(): void {
    this.#db.close()
  }
}

/** What errors call it: it is none of the files that the user named. */
const name = 'the temporary database'

function nextOf(items: IterableIterator<string>): IteratorResult<string> {
  try {
    return items.next()
  } catch (error) {
    throw explained(name, error)
  }
}
