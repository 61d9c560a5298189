import { spawnSync } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateLog } from './generate-log.js'
import { usualShape } from './log-events.js'
import { measureNode } from './measure.js'
import { median } from './statistics.js'

/**
 * `node bench/trace.js [--events 1000000] [--rounds 15]`: what it takes to trace one event, an order and a name that
 * is not there, in whole processes beside `alloc --version`. Exit 1 if an event takes more than twice as long.
 */
const { values: options } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '15' } },
})
const events = Number(options.events)
const alloc = fileURLToPath(new URL('../bin/alloc.js', import.meta.url))
const db = warehouse()
const commands = {
  'alloc --version': ['--version'],
  'trace of an event': ['trace', `event-${Math.floor(events / 2)}`, '--db', db],
  'trace of an order': ['trace', 'order-777', '--db', db],
  'trace of the newest': ['trace', '--db', db],
}

/** @type {Map<string, number[]>} */
const seconds = new Map(Object.keys(commands).map(name => [name, []]))
for (let round = 0; round < Number(options.rounds); round++) {
  for (const [name, args] of Object.entries(commands))
    seconds.get(name)?.push((await measureNode([alloc, ...args])).seconds)
}
const floor = median(seconds.get('alloc --version') ?? [])
for (const [name, taken] of seconds) {
  const ms = (median(taken) * 1000).toFixed(0)
  process.stdout.write(`${name.padEnd(20)} ${ms.padStart(6)} ms  ${(median(taken) / floor).toFixed(2)}\n`)
}
process.exitCode = median(seconds.get('trace of an event') ?? []) > 2 * floor ? 1 : 0

/** A database of the usual log, made once. */
function warehouse() {
  const log = generateLog({ ...usualShape, events, ids: 'sequential' })
  const path = log.replace(/\.ndjson$/, '.db')
  if (existsSync(path)) return path
  const made = spawnSync(process.execPath, [alloc, 'replay', '--db', `${path}.part`, '--show', 'none', log], {
    stdio: 'inherit',
  })
  if (made.status !== 0) throw new Error(`the log could not be replayed: ${made.status}`)
  renameSync(`${path}.part`, path)
  return path
}
