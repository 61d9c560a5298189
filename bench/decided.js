import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'

/**
 * Replays a log and writes which batch holds each order line in the end: for each line by age a 32-bit number,
 * 0 for none.
 *
 * `node bench/decided.js LOG DECIDED`
 */
const [, , logPath = '', decidedPath = ''] = process.argv
const databasePath = `${decidedPath}.db`
const alloc = fileURLToPath(new URL('../bin/alloc.js', import.meta.url))

rmSync(databasePath, { force: true })
execFileSync(process.execPath, [alloc, 'replay', '--db', databasePath, '--show', 'none', '-q', logPath])
const db = new Database(databasePath)
const batches = db.prepare('SELECT ifnull(batch, 0) FROM order_lines ORDER BY line').pluck().all()
db.close()
rmSync(databasePath)
writeFileSync(decidedPath, Buffer.from(Int32Array.from(batches).buffer))
