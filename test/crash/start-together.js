import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Loaded into a process before alloc is: its first transaction waits until so many processes have come to theirs. */
const { MEET_IN: directory = '', MEET: count } = process.env
const exec = Database.prototype.exec

Database.prototype.exec = function (sql) {
  if (sql === 'BEGIN IMMEDIATE') {
    Database.prototype.exec = exec
    writeFileSync(join(directory, String(process.pid)), '')
    while (readdirSync(directory).length < Number(count)) pause()
  }
  return exec.call(this, sql)
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
}
