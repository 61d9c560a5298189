import Database from 'better-sqlite3'

/**
 * Loaded into a process before alloc is: its COMMIT of the number COMMIT_FAILS throws, when COMMIT_STORED is set after
 * it has stored the group, else instead.
 */
const { COMMIT_FAILS: failing, COMMIT_STORED: isStored } = process.env
const { exec } = Database.prototype
let commits = 0

Database.prototype.exec = function (sql) {
  if (sql !== 'COMMIT' || ++commits !== Number(failing)) return exec.call(this, sql)
  if (isStored) exec.call(this, sql)
  throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
}
