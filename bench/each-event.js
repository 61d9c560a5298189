import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { withDatabase } from './contestants.js'
import { measureNode } from './measure.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

const [less, more] = [1_000, 10_000]

/**
 * What a commit for each event reaches of bare transactions of one row; start-up drops out.
 *
 * @param {number} rounds
 */
export async function eachEventSection(rounds) {
  const bare = count => withDatabase(path => measureNode([pathTo('one-row.js'), path, String(count)]))
  const alloc = count =>
    withDatabase(path => measureNode([pathTo('../bin/alloc.js'), ...replay, '--db', path, generated(count)]))
  const programs = [
    { name: 'one row in each transaction', run: bare },
    { name: 'alloc replay --commit event', run: alloc },
  ].map(each => ({ ...each, costs: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const { run, costs } of programs) {
      const [fewer, all] = [await run(less), await run(more)]
      costs.push((all.seconds - fewer.seconds) / (more - less))
    }
  }
  const rows = programs.map(({ name, costs }) => [
    ...[name, (1 / median(costs)).toFixed(0), (median(costs) * 1e6).toFixed(0)],
    medianRatio(programs[0].costs, costs).toFixed(2),
  ])
  return `## A commit for each event

${table(['program', 'events/s', 'µs/event', 'of bare'], rows, 1)}
`
}

const replay = ['replay', '-q', '-o', 'ndjson', '--commit', 'event']

function generated(events) {
  return execFileSync(process.execPath, [pathTo('generate-log.js'), JSON.stringify({ events })], {
    encoding: 'utf8',
  }).trim()
}

function pathTo(relative) {
  return fileURLToPath(new URL(relative, import.meta.url))
}
