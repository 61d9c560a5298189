import type { Database, Statement } from 'better-sqlite3'

export type Value = string | number | null

/** How many rows one statement writes; 32 made a replay 1.2 times as fast as one by one. */
const rowsPerStatement = 32

/**
 * Writes rows many at a time, by statements that `OR ROLLBACK`: one of many rows that could fail alone would
 * need a statement journal, which costs more than it saves; a row that does not fit is a defect anyway.
 */
export class BulkWrite {
  readonly #columns: number
  readonly #one: Statement<Value[]>
  readonly #many: Statement<Value[]>
  /** The values of the rows that wait, one row after the other. */
  readonly #values: Value[]
  readonly #table: string
  readonly #mustChange: boolean
  #waiting = 0

  private constructor(
    db: Database,
    table: string,
    columns: number,
    mustChange: boolean,
    sql: (rows: string) => string,
  ) {
    const row = `(${Array(columns).fill('?').join(',')})`
    this.#columns = columns
    this.#table = table
    this.#mustChange = mustChange
    this.#one = db.prepare<Value[]>(sql(row))
    this.#many = db.prepare<Value[]>(sql(Array(rowsPerStatement).fill(row).join(',')))
    this.#values = Array(columns * rowsPerStatement).fill(null)
  }

  /** Inserts rows with these columns. */
  static inserts(db: Database, table: string, columns: readonly string[]): BulkWrite {
    const insert = `INSERT OR ROLLBACK INTO ${table} (${columns.join(',')}) VALUES`
    return new BulkWrite(db, table, columns.length, false, rows => `${insert} ${rows}`)
  }

  /** Inserts numbers that may be there. */
  static marks(db: Database, table: string, column: string): BulkWrite {
    const insert = `INSERT OR IGNORE INTO ${table} (${column}) VALUES`
    return new BulkWrite(db, table, 1, false, rows => `${insert} ${rows}`)
  }

  /**
   * Updates rows: the first columns say which, the others what to set there. A row that is not found is an
   * error, since somebody else must have changed it.
   */
  static updates(db: Database, table: string, which: readonly string[], set: readonly string[]): BulkWrite {
    const value = (index: number) => `given.column${index + 1}`
    const assignments = set.map((column, index) => `${column} = ${value(which.length + index)}`)
    const conditions = which.map((column, index) => `${table}.${column} = ${value(index)}`)
    return new BulkWrite(
      db,
      table,
      which.length + set.length,
      true,
      rows => `
      UPDATE OR ROLLBACK ${table} SET ${assignments.join(', ')}
      FROM (VALUES ${rows}) AS given WHERE ${conditions.join(' AND ')}`,
    )
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
    this.#check(this.#many.run(...this.#values).changes, rowsPerStatement)
    return true
  }

  flush(): void {
    const waiting = this.#waiting
    this.#waiting = 0
    for (let at = 0; at < waiting; at += this.#columns) {
      this.#check(this.#one.run(...this.#values.slice(at, at + this.#columns)).changes, 1)
    }
  }

  #check(changed: number, expected: number): void {
    if (this.#mustChange && changed !== expected) {
      const missing = `${expected - changed} of ${expected} rows of ${this.#table}`
      throw new Error(`${missing} are not as they were read: another program wrote in between`)
    }
  }
}
