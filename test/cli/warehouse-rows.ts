import Database from 'better-sqlite3'

/** All rows of all tables of a database. */
export function allRows(file: string): Record<string, unknown[]> {
  const db = new Database(file, { readonly: true })
  try {
    const names = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all()
    return Object.fromEntries(
      names.map(name => [name, db.prepare(`SELECT * FROM ${name} ORDER BY 1`).raw().all()]),
    )
  } finally {
    db.close()
  }
}

/** How far inputs were read, and whether to their ends. */
export function runsIn(file: string): unknown[] {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare('SELECT name, n, lines, state FROM runs ORDER BY run').raw().all()
  } finally {
    db.close()
  }
}
