import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Loaded into a process before alloc is: its first transaction waits until so many processes have come to theirs. */
const { MEET_IN: directory = '', MEET: count } = process.env
const { prepare } = Database.prototype

Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  return sql === 'BEGIN IMMEDIATE' ? { run: () => begin(statement) } : statement
}

function begin(statement) {
  writeFileSync(join(directory, String(process.pid)), '')
  while (readdirSync(directory).length < Number(count)) pause()
  return statement.run()
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
}
