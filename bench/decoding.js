import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generateLog } from './generate-log.js'
import { usualShape } from './log-events.js'
import { median, medianRatio } from './statistics.js'
import { table } from './table.js'

/**
 * What decoding and validating costs beside a bare JSON.parse of the same lines, in a process of its own.
 *
 * @param {number} rounds
 */
export function decodingSection(rounds) {
  const rows = ['none', 'uuid'].map(ids => {
    const measured = execFileSync(process.execPath, [ownPath, ids, String(rounds)], { encoding: 'utf8' })
    const { alloc, fromBytes, fromTexts } = JSON.parse(measured)
    const costs = [alloc, fromBytes, fromTexts].map(seconds => ((median(seconds) / events) * 1e6).toFixed(2))
    return [ids, ...costs, ...[fromBytes, fromTexts].map(bare => medianRatio(alloc, bare).toFixed(2))]
  })
  const headings = ['ids', 'alloc', 'from bytes', 'from texts', 'alloc / from bytes', 'alloc / from texts']
  return `## What decoding and validating a line costs (µs), beside JSON.parse

"alloc" turns the bytes of ${events} lines into judged events; "from bytes" finds the same lines in the same bytes and
gives each to JSON.parse; "from texts" has them as texts already.

${table(headings, rows, 1)}
`
}

const ownPath = fileURLToPath(import.meta.url)
const events = 100_000
const chunkSize = 256 * 1024

/** What comes from the disk: bytes, split into lines, decoded and judged. */
function decode(file, reader) {
  let inputs = 0
  for (let at = 0; at < file.length; at += chunkSize) {
    for (const { entry } of reader.push(file.subarray(at, at + chunkSize)))
      if (entry.kind === 'input') inputs++
  }
  return inputs
}

/** The same lines, found in the same bytes. */
function parseBytes(file) {
  let objects = 0
  for (let start = 0; start < file.length; ) {
    const newline = file.indexOf(0x0a, start)
    if (typeof JSON.parse(file.toString('utf8', start, newline)) === 'object') objects++
    start = newline + 1
  }
  return objects
}

/** The same lines, when each is a text already. */
function parseTexts(lines) {
  let objects = 0
  for (const line of lines) if (typeof JSON.parse(line) === 'object') objects++
  return objects
}

function secondsOf(run) {
  const start = process.hrtime.bigint()
  if (run() !== events) throw new Error('not all lines were read')
  return Number(process.hrtime.bigint() - start) / 1e9
}

/** `node bench/decoding.js none 5` prints the seconds of each round; three more go before, for the compiler. */
if (process.argv[1] === ownPath) {
  // Only here: the process that measures others is to stay small.
  const { LogReader } = await import('../dist/index.js')
  const [ids, rounds] = process.argv.slice(2)
  const file = readFileSync(generateLog({ ...usualShape, ids, events }))
  const lines = file.toString().trimEnd().split('\n')
  const runs = {
    alloc: () => decode(file, new LogReader({ strict: false })),
    fromBytes: () => parseBytes(file),
    fromTexts: () => parseTexts(lines),
  }
  const measured = { alloc: [], fromBytes: [], fromTexts: [] }
  for (let round = -3; round < Number(rounds); round++) {
    for (const [name, run] of Object.entries(runs)) {
      const seconds = secondsOf(run)
      if (round >= 0) measured[name].push(seconds)
    }
  }
  process.stdout.write(JSON.stringify(measured))
}
