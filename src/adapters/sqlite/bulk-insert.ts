import type { Database, Statement } from 'better-sqlite3'

export type Value = string | number | null | Uint8Array

/** How many rows one statement inserts; 32 made a replay 1.2 times as fast as one by one. */
const rowsPerStatement = 32

/**
 * Inserts rows many at a time. `OR ROLLBACK`: a multi-row insert that could fail alone would need a
 * statement journal, which costs more than it saves; a row that does not fit is a defect anyway.
 */
export class BulkInsert {
  readonly #columns: number
  readonly #one: Statement<[Value[]]>
  readonly #many: Statement<[Value[]]>
  /** The values of the rows that wait, one row after the other. */
  readonly #values: Value[]
  #waiting = 0

  constructor(db: Database, table: string, columns: readonly string[]) {
    const row = `(${columns.map(() => '?').join(',')})`
    const insert = `INSERT OR ROLLBACK INTO ${table} (${columns.join(',')}) VALUES `
    this.#columns = columns.length
    this.#one = db.prepare<[Value[]]>(insert + row)
    this.#many = db.prepare<[Value[]]>(insert + Array(rowsPerStatement).fill(row).join(','))
    this.#values = Array(columns.length * rowsPerStatement).fill(null)
  }

  /**
   * Takes one row's values, in the order of the columns; it is written at the latest by `flush`.
   *
   * @returns whether it was written, with all before it
   */
  add(row: readonly Value[]): boolean {
    for (const value of row) this.#values[this.#waiting++] = value
    if (this.#waiting < this.#values.length) return false
    this.#waiting = 0
    this.#many.run(this.#values)
    return true
  }

  flush(): void {
    const waiting = this.#waiting
    this.#waiting = 0
    for (let at = 0; at < waiting; at += this.#columns)
      this.#one.run(this.#values.slice(at, at + this.#columns))
  }
}
