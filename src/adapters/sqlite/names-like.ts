import type { Database } from 'better-sqlite3'

/** In each index so many names on either side of one that is not there are looked at, and so many of the first. */
const neighbours = 50
const first = 1_000

const columns = [
  ['events', 'id'],
  ['events', 'correlationid'],
  ['order_lines', 'orderid'],
  ['batches', 'ref'],
] as const

/** Finds names that may have been meant by one that is not there, at a cost that does not grow with the database. */
export class NamesLike {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Those that begin alike, then the first of all, for a mistake may stand at the beginning. */
  of(name: string): string[] {
    const found = new Set<string>()
    const spellings = [name, name.toUpperCase(), name.toLowerCase()]
    for (const beginning of spellings.flatMap(spelling => [spelling, spelling.slice(0, -1)])) {
      for (const [table, column] of columns) {
        const from = `SELECT DISTINCT ${column} FROM ${table} WHERE ${column}`
        this.#add(found, `${from} >= ? ORDER BY ${column} LIMIT ${neighbours}`, beginning)
        this.#add(found, `${from} < ? ORDER BY ${column} DESC LIMIT ${neighbours}`, beginning)
      }
    }
    for (const [table, column] of columns) {
      const from = `SELECT DISTINCT ${column} FROM ${table} WHERE ${column}`
      this.#add(found, `${from} > ? ORDER BY ${column} LIMIT ${first}`, '')
    }
    return [...found]
  }

  #add(found: Set<string>, query: string, name: string): void {
    for (const near of this.#db.prepare<[string], string>(query).pluck().iterate(name)) found.add(near)
  }
}
