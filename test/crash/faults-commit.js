import Database from 'better-sqlite3'

/**
 * Loaded into a process before alloc is: its COMMIT of the number COMMIT_FAILS throws, when COMMIT_STORED is set after
 * it has stored the group, else instead.
 */
const { COMMIT_FAILS: failing, COMMIT_STORED: isStored } = process.env
const { prepare } = Database.prototype
let commits = 0

Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  return sql === 'COMMIT' ? { run: () => commit(statement) } : statement
}

function commit(statement) {
  if (++commits !== Number(failing)) return statement.run()
  if (isStored) statement.run()
  throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
}
