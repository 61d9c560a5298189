import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { withDatabase } from './contestants.js'
import { measureNode } from './measure.js'
import { shapes } from './shapes.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

/**
 * @typedef {object} Cost
 * @property {string} name
 * @property {number} events
 * @property {string} log
 * @property {readonly string[]} options what `alloc replay` is given beside the log and, if it is kept, its database
 * @property {boolean} kept whether with `--db`
 * @property {number} [exitCode] with which it ends, if not with 0
 */

const every10000 = ['--commit', '10000']
const usual = 'the usual log'

/**
 * What an event costs, start-up apart, where a log is long, wide, deep, odd, packed or partly wrong, and by format and size
 * of groups; each beside the usual log of 10^5 events in the same round.
 *
 * @param {number} rounds
 * @param {{ long: boolean }} options `long`: with logs of 10^7 events, half an hour a round
 */
export async function costSection(rounds, { long }) {
  const costs = await allCosts(long)
  const started = []
  const measured = costs.map(cost => ({ cost, rounds: [] }))
  const five = beginning(generated({ events: 1_000 }), 5)
  for (let round = 1; round <= rounds; round++) {
    started.push(await measureNode([...replay, five]))
    for (const { cost, rounds: runs } of measured) {
      process.stderr.write(`round ${round} of ${rounds}: ${cost.name}\n`)
      runs.push(await runOf(cost))
    }
  }
  const perEvent = ({ cost, rounds: runs }, time) =>
    runs.map((run, round) => ((run[time] - started[round][time]) / cost.events) * 1e6)
  const reference = measured.find(({ cost }) => cost.name === usual)
  const rows = measured.map(one => [
    ...[one.cost.name, String(one.cost.events)],
    ...['seconds', 'cpuSeconds'].map(time => median(perEvent(one, time)).toFixed(2)),
    ...['seconds', 'cpuSeconds'].map(time =>
      medianRatio(perEvent(one, time), perEvent(reference, time)).toFixed(2),
    ),
    Math.max(...one.rounds.map(({ peakMb }) => peakMb)).toFixed(0),
  ])
  const headings = ['log', 'events', 'µs/event', 'CPU µs', 'of usual', 'CPU of usual', 'peak MB']
  return `## What an event costs, start-up apart

With \`--db\`, \`-o ndjson\` and groups of 10,000 unless it says otherwise, medians of ${rounds} rounds. "Of usual" compares with the
usual log of 10^5 events, round by round. The logs are described in \`bench/shapes.js\`.

${table(headings, rows, 1)}
`
}

const replay = [fileURLToPath(new URL('../bin/alloc.js', import.meta.url)), 'replay', '-q']

function runOf({ log, options, kept, exitCode = 0 }) {
  rmSync(rejects, { force: true })
  const command = [...replay, '-o', 'ndjson', ...options, log]
  if (!kept) return measureNode(command, exitCode)
  return withDatabase(path => measureNode([...command, '--db', path], exitCode))
}

async function allCosts(long) {
  const log = generated({ events: 100_000 })
  const short = generated({ events: 10_000 })
  /** @type {(name: string, over?: Partial<Cost>) => Cost} */
  const cost = (name, over = {}) => ({ name, events: 100_000, log, options: every10000, kept: true, ...over })
  const lengths = [10_000, 1_000_000, ...(long ? [10_000_000] : [])]
  return [
    cost(usual),
    ...lengths.map(events => cost(`${events} events`, { events, log: generated({ events }) })),
    ...(long ? [10_000_000] : []).flatMap(events => [
      cost('uuid ids, 10^7', { events, log: generated({ events, ids: 'uuid' }) }),
      cost('sequential ids, 10^7', { events, log: generated({ events, ids: 'sequential' }) }),
      cost('--commit run, 10^7', { events, log: generated({ events }), options: [] }),
      cost('without --db, 10^7', { events, log: generated({ events }), kept: false, options: [] }),
    ]),
    ...['sequential', 'uuid'].map(ids => cost(`${ids} ids`, { log: generated({ events: 100_000, ids }) })),
    ...[100, 1_000, 100_000].map(size => cost(`groups of ${size}`, { options: ['--commit', String(size)] })),
    cost('one group', { options: [] }),
    cost('each event a group', { events: 10_000, log: short, options: ['--commit', 'event'] }),
    cost('without --db', { kept: false, options: [] }),
    ...['human', 'json'].map(format => cost(`-o ${format}`, { options: [...every10000, '-o', format] })),
    cost('--show none', { options: [...every10000, '--show', 'none'] }),
    cost('gzip', { log: await packed(log) }),
    cost('1 % refused', { log: spoilt(log), options: [...every10000, ...skipping], exitCode: 1 }),
    ...shapes.map(({ name, events }) => cost(name, { log: shaped(name, events, 100_000) })),
  ]
}

const folder = fileURLToPath(new URL('tmp/', import.meta.url))
const rejects = `${folder}rejects.ndjson`
const skipping = ['--on-error', 'skip', '--max-errors', 'none', '--rejects', rejects]

/** In a process of its own, so that this one stays small. */
function generated(shape) {
  const program = fileURLToPath(new URL('generate-log.js', import.meta.url))
  return execFileSync(process.execPath, [program, JSON.stringify(shape)], { encoding: 'utf8' }).trim()
}

async function packed(log) {
  await pipeline(createReadStream(log), createGzip(), createWriteStream(`${log}.gz`))
  return `${log}.gz`
}

/** One event in a hundred, an order, is of no known type. */
function spoilt(log) {
  const lines = readFileSync(log, 'utf8').split(/(?<=\n)/)
  const path = `${folder}spoilt.ndjson`
  writeFileSync(
    path,
    lines
      .map((line, index) => (index % 100 === 99 ? line.replace('AllocationRequired', 'Allocation') : line))
      .join(''),
  )
  return path
}

function shaped(name, events, count) {
  const path = `${folder}shape-${count}-${name.replace(/\W+/g, '-')}.ndjson`
  const lines = []
  for (const event of events(count)) lines.push(`${JSON.stringify(event)}\n`)
  writeFileSync(path, lines.join(''))
  return path
}

/** The first lines of a log. */
function beginning(log, count) {
  const path = `${folder}first-${count}.ndjson`
  writeFileSync(
    path,
    readFileSync(log, 'utf8')
      .split(/(?<=\n)/)
      .slice(0, count)
      .join(''),
  )
  return path
}
