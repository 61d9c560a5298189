import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureNode } from './measure.js'
import { randomFrom } from './random.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

const alloc = fileURLToPath(new URL('../bin/alloc.js', import.meta.url))

/**
 * What a stock-take costs beside replaying the same corrections as events: a sheet of so many rows, over a database of
 * ten times as many order lines.
 *
 * @param {number} rows
 * @param {number} rounds
 */
export async function stockTakeSection(rows, rounds) {
  const files = prepare(rows)
  const measured = { replay: [], preview: [], apply: [] }
  for (let round = 0; round < rounds; round++) {
    for (const [name, measurements] of Object.entries(measured))
      measurements.push(await measureOnCopy(files, commands[name]))
  }
  const secondsOf = name => measured[name].map(({ seconds }) => seconds)
  const lines = Object.keys(measured).map(name => [
    name,
    median(secondsOf(name)).toFixed(2),
    medianRatio(secondsOf(name), secondsOf('replay')).toFixed(2),
    peak(measured[name]),
  ])
  return `## What a stock-take costs

A sheet of ${rows} rows, two thirds of which differ from the book, over ${10 * rows} order lines of ${rows / 2} SKUs. "Replay" takes the
same corrections as a log of events; all three print what came out.

${table(['command', 'wall s', 'of replay', 'peak MB'], lines, 1)}
`
}

const commands = {
  replay: files => ['replay', '-o', 'ndjson', files.corrections],
  preview: files => ['stocktake', files.counts],
  apply: files => ['stocktake', files.counts, '--apply'],
}

function peak(measurements) {
  const known = measurements.flatMap(({ peakMb }) => (peakMb === undefined ? [] : [peakMb]))
  return known.length === 0 ? '?' : Math.max(...known).toFixed(0)
}

/** Each command has a fresh copy of the database, so that all of them do the same work. */
async function measureOnCopy(files, command) {
  copyFileSync(files.db, files.copy)
  try {
    return await measureNode([alloc, ...command(files), '--db', files.copy])
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${files.copy}${end}`, { force: true })
  }
}

/** Makes the warehouse, the sheet and the corrections, unless they are there. */
function prepare(rows) {
  const directory = fileURLToPath(new URL(`tmp/stock-take-${rows}/`, import.meta.url))
  const files = Object.fromEntries(
    ['db', 'log', 'counts', 'corrections', 'copy'].map(name => [name, `${directory}${name}`]),
  )
  if (existsSync(files.corrections)) return files
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  writeFileSync(files.log, events(rows))
  run(['replay', '-q', '--show', 'none', '--commit', '10000', '--db', files.db, files.log])
  writeFileSync(files.counts, counted(run(['countsheet', '--empty', '--db', files.db])))
  writeFileSync(files.corrections, run(['stocktake', '-o', 'ndjson', '--db', files.db, files.counts]))
  return files
}

function run(args) {
  return execFileSync(process.execPath, [alloc, ...args], { maxBuffer: 2 ** 30 })
}

/** Two batches of each SKU, then the orders. */
function events(rows) {
  const { between } = randomFrom(1)
  const skus = rows / 2
  const batches = Array.from({ length: rows }, (_, n) => {
    return `{"type":"BatchCreated","ref":"b-${n}","sku":"SKU-${n % skus}","qty":${between(60, 160)}}\n`
  })
  const orders = Array.from({ length: 10 * rows }, (_, n) => {
    const sku = `SKU-${between(0, skus - 1)}`
    return `{"type":"AllocationRequired","orderid":"o-${n}","sku":"${sku}","qty":${between(1, 9)}}\n`
  })
  return [...batches, ...orders].join('')
}

/** One row in three agrees with the book, the others lack some units. */
function counted(sheet) {
  const { between } = randomFrom(2)
  const [header, ...rows] = sheet.toString().trimEnd().split('\n')
  const filled = rows.map(row => {
    const cells = row.split(',')
    cells[5] = between(0, 2) === 0 ? cells[4] : Math.max(0, cells[4] - between(1, 30))
    return cells.join(',')
  })
  return `${[header, ...filled].join('\n')}\n`
}

/** `node bench/stock-take.js 1000 1` prints the section for that many rows and rounds. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rows = 1_000, rounds = 1] = process.argv.slice(2).map(Number)
  process.stdout.write(await stockTakeSection(rows, rounds))
}
