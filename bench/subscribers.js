import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureNode } from './measure.js'
import { medianRatio } from './statistics.js'
import { table } from './table.js'

const alloc = fileURLToPath(new URL('../bin/alloc.js', import.meta.url))

/** Modules for `--subscribers`: one that subscribes nobody, and one that counts every event. */
const modules = {
  nobody: 'export default () => {}',
  'one counter': 'let n = 0\nexport default bus => bus.subscribeToAllEvents(() => { n++ })',
}

/**
 * What a replay costs with subscribers beside one without, in CPU time, by the events in a group.
 *
 * @param {string} log
 * @param {number} rounds
 */
export async function subscribersSection(log, rounds) {
  const rows = []
  for (const group of ['10000', 'run']) {
    const seconds = await measured(log, group, rounds)
    const ratios = Object.keys(modules).map(name => medianRatio(seconds[name], seconds.none).toFixed(2))
    rows.push([group, ...ratios])
  }
  return `## What subscribers cost: CPU time beside a replay without

One counter is called with each input and each event that it emitted.

${table(['--commit', ...Object.keys(modules)], rows, 1)}
`
}

/**
 * @param {string} log
 * @param {string} group
 * @param {number} rounds
 */
async function measured(log, group, rounds) {
  const replay = [alloc, 'replay', '-o', 'ndjson', '--commit', group]
  const runs = { none: replay }
  mkdirSync(new URL('tmp/', import.meta.url), { recursive: true })
  for (const [name, text] of Object.entries(modules)) {
    const path = fileURLToPath(new URL(`tmp/${name.replace(' ', '-')}.mjs`, import.meta.url))
    writeFileSync(path, text)
    runs[name] = [...replay, '--subscribers', path]
  }
  const seconds = Object.fromEntries(Object.keys(runs).map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      seconds[name].push((await measureNode([...run, log])).cpuSeconds)
    }
  }
  return seconds
}

/** `node bench/subscribers.js LOG 5` prints the section. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [log = '', rounds = '3'] = process.argv.slice(2)
  process.stdout.write(await subscribersSection(log, Number(rounds)))
}
