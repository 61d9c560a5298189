import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import Database from 'better-sqlite3'

/**
 * Loaded into a process before alloc is: counts its steps, which is whatever it tells the database, its files or its
 * reader, and kills it before step KILL_AT_STEP. What is written to stdout is two steps: at the second, half of it
 * is out. At the end the number of steps goes to the file COUNT_STEPS_IN.
 */
const { KILL_AT_STEP: fatal, COUNT_STEPS_IN: counted } = process.env
const write = fs.writeSync
let steps = 0

const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'))
for (const method of ['exec', 'pragma', 'close']) countCalls(Database.prototype, method)
countCalls(statement, 'run')
for (const method of ['writeSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'rmSync'])
  countCalls(fs, method)
syncBuiltinESMExports()

const print = process.stdout.write
process.stdout.write = function (data, ...others) {
  step()
  step(() => write(1, data.slice(0, data.length / 2)))
  return print.call(this, data, ...others)
}

if (counted) process.on('exit', () => fs.writeFileSync(counted, String(steps)))

function countCalls(owner, method) {
  const original = owner[method]
  owner[method] = function (...args) {
    step()
    return original.apply(this, args)
  }
}

function step(last) {
  if (++steps !== Number(fatal)) return
  last?.()
  process.kill(process.pid, 'SIGKILL')
}
