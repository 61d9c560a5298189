import type { Database, Statement } from 'better-sqlite3'

/** In each index so many names on either side of one that is not there are looked at, and so many of the first. */
const neighbours = 50
const first = 500

const columns = [
  ['events', 'id'],
  ['events', 'correlationid'],
  ['order_lines', 'orderid'],
  ['batches', 'ref'],
] as const

type Next = Statement<[string], string>

/** Finds names that may have been meant by one that is not there, at a cost that does not grow with the database. */
export class NamesLike {
  readonly #indexes: readonly { readonly above: Next; readonly below: Next }[]

  constructor(db: Database) {
    // A name may stand a million times in an index: each step looks up the next one.
    const next = (table: string, column: string, order: string): Next =>
      db.prepare<[string], string>(`SELECT ${column} FROM ${table} WHERE ${column} ${order} LIMIT 1`).pluck()
    this.#indexes = columns.map(([table, column]) => ({
      above: next(table, column, `> ? ORDER BY ${column}`),
      below: next(table, column, `< ? ORDER BY ${column} DESC`),
    }))
  }

  /** Those that begin alike, then the first of all, for a mistake may stand at the beginning. */
  of(name: string): string[] {
    const found = new Set<string>()
    const spellings = [name, name.toUpperCase(), name.toLowerCase()]
    const beginnings = new Set(spellings.flatMap(spelling => [spelling, spelling.slice(0, -1)]))
    for (const beginning of beginnings) {
      for (const { above, below } of this.#indexes) {
        add(found, above, beginning, neighbours)
        add(found, below, beginning, neighbours)
      }
    }
    for (const { above } of this.#indexes) add(found, above, '', first)
    return [...found]
  }
}

function add(found: Set<string>, next: Next, from: string, limit: number): void {
  let name: string | undefined = from
  for (let count = 0; count < limit && name !== undefined; count++) {
    name = next.get(name)
    if (name !== undefined) found.add(name)
  }
}
