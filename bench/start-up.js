import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureNode } from './measure.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

const runs = 15

/** How long the shortest commands take, beside a script that only loads SQLite. */
export async function startUpSection() {
  const bare = write(
    'bare.mjs',
    "import Database from 'better-sqlite3'\n\nnew Database(':memory:').close()\n",
  )
  const five = write('five.ndjson', fiveEvents)
  const alloc = fileURLToPath(new URL('../bin/alloc.js', import.meta.url))
  const commands = [
    { name: 'a script that loads better-sqlite3', command: [bare] },
    { name: 'alloc --version', command: [alloc, '--version'] },
    { name: 'alloc replay, five events', command: [alloc, 'replay', '-q', five] },
  ].map(each => ({ ...each, seconds: [] }))
  for (let run = 0; run < runs; run++) {
    for (const { command, seconds } of commands) seconds.push((await measureNode(command)).seconds)
  }
  const rows = commands.map(({ name, seconds }) => [
    ...[name, (median(seconds) * 1e3).toFixed(0), (Math.min(...seconds) * 1e3).toFixed(0)],
    medianRatio(seconds, commands[0].seconds).toFixed(2),
  ])
  return `## Start-up

Medians of ${runs} alternating runs.

${table(['command', 'ms', 'shortest', 'of the script'], rows, 1)}
`
}

const fiveEvents = `{"type":"BatchCreated","ref":"batch-001","sku":"SMALL-TABLE","qty":20,"eta":null}
{"type":"BatchCreated","ref":"batch-002","sku":"SMALL-TABLE","qty":50,"eta":"2026-12-01"}
{"type":"AllocationRequired","orderid":"order-1","sku":"SMALL-TABLE","qty":12}
{"type":"AllocationRequired","orderid":"order-2","sku":"SMALL-TABLE","qty":8}
{"type":"BatchQuantityChanged","ref":"batch-001","qty":15}
`

function write(name, text) {
  const path = fileURLToPath(new URL(`tmp/${name}`, import.meta.url))
  writeFileSync(path, text)
  return path
}
