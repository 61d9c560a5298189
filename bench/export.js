import { spawnSync } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateLog } from './generate-log.js'
import { usualShape } from './log-events.js'
import { measureNode, measureOther } from './measure.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

/**
 * `node bench/export.js [--events 1000000] [--rounds 5] [--ids none]`: how long exports take, in whole processes beside
 * `jq -c .` over the log of the same events, and over the export. Exit 1 if the plain export is slower than the first.
 */
const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    ids: { type: 'string', default: 'none' },
  },
})
const alloc = fileURLToPath(new URL('../bin/alloc.js', import.meta.url))
const { log, db } = warehouse()
const reference = 'jq -c . LOG'
const commands = {
  [reference]: () => measureOther(['jq', '-c', '.', log]),
  export: () => measureNode([alloc, 'export', '--db', db]),
  'export --sku': () => measureNode([alloc, 'export', '--db', db, '--sku', 'SKU-0001']),
  'export --emitted': () => measureNode([alloc, 'export', '--db', db, '--emitted']),
  'export -o cloudevents': () => measureNode([alloc, 'export', '--db', db, '-o', 'cloudevents']),
}

/** @type {Map<string, import('./measure.js').Measurement[]>} */
const measured = new Map(Object.keys(commands).map(name => [name, []]))
for (let round = 0; round < Number(options.rounds); round++) {
  for (const [name, run] of Object.entries(commands)) measured.get(name)?.push(await run())
}
const floor = secondsOf(reference)
const rows = [...measured.keys()].map(name => {
  const seconds = secondsOf(name)
  const peaks = measured.get(name)?.map(({ peakMb }) => peakMb ?? 0) ?? []
  return [name, median(seconds).toFixed(2), medianRatio(seconds, floor).toFixed(2), median(peaks).toFixed(0)]
})
process.stdout.write(`${table(['program', 'wall s', 'time of jq', 'peak MB'], rows, 1)}\n`)
process.exitCode = medianRatio(secondsOf('export'), floor) > 1 ? 1 : 0

/** @param {string} name */
function secondsOf(name) {
  return (measured.get(name) ?? []).map(({ seconds }) => seconds)
}

/** The usual log and a database of it, both made once. */
function warehouse() {
  const log = generateLog({ ...usualShape, events: Number(options.events), ids: options.ids })
  const db = log.replace(/\.ndjson$/, '.db')
  if (existsSync(db)) return { log, db }
  const args = [alloc, 'replay', '--db', `${db}.part`, '--show', 'none', log]
  const made = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (made.status !== 0) throw new Error(`the log could not be replayed: ${made.status}`)
  renameSync(`${db}.part`, db)
  return { log, db }
}
