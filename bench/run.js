import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { contestants } from './contestants.js'
import { costSection } from './costs.js'
import { decodingSection } from './decoding.js'
import { eachEventSection } from './each-event.js'
import { machineLines } from './machine.js'
import { marginalTable, speedTable } from './report.js'
import { generated, measureRounds } from './rounds.js'
import { startUpSection } from './start-up.js'
import { stockTakeSection } from './stock-take.js'
import { subscribersSection } from './subscribers.js'

/**
 * `node bench/run.js [--quick] [--long] [--sizes 10000,100000] [--rounds 5]`: measures and prints the tables;
 * those of a full run are kept in `bench/RESULTS.md`. `--long` has logs of 10^7 events, too.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    long: { type: 'boolean' },
    sizes: { type: 'string' },
    rounds: { type: 'string' },
  },
})
const sizes = (options.sizes ?? (options.quick ? '10000,100000' : '10000,100000,1000000'))
  .split(',')
  .map(whole)
const rounds = whole(options.rounds ?? (options.quick ? '3' : '5'))

/** What is measured, in this order; each is printed as soon as it is known. */
const sections = [
  async () => {
    const series = await measureRounds(contestants(), sizes, rounds)
    return `## Speed

${speedTable(series)}

## What one more event costs (µs), start-up apart

${marginalTable(series)}
`
  },
  () => subscribersSection(generated(100_000), 3 * rounds),
  () => startUpSection(),
  () => eachEventSection(rounds),
  () => decodingSection(rounds),
  () => costSection(rounds, { long: options.long === true }),
  () => stockTakeSection(options.quick ? 1_000 : 100_000, rounds),
]

const machine = machineLines()
let results = `# Results of the benchmark

\`npm run bench\`; how it measures stands in the files beside this one.

${machine.map(line => `- ${line}`).join('\n')}
- Logs over 2,000 SKUs: 10 % batches, 87 % orders, 3 % quantity changes, no ids. Whole processes, output to
  /dev/null, medians of ${rounds} alternating rounds; ratios are medians of the rounds' ratios. A database is a
  new file, \`synchronous=FULL\`, 10,000 events a transaction.
- "Floor" parses each line and inserts the same rows, indexes included, with no logic and no output; "alloc" is
  \`alloc replay -o ndjson\`. "Of floor" and "of jq" compare speeds: 0.5 is half as fast.
`
process.stdout.write(results)
for (const section of sections) {
  const text = `\n${(await section()).trimEnd()}\n`
  process.stdout.write(text)
  results += text
}
if (!options.quick && !options.sizes) writeFileSync(new URL('RESULTS.md', import.meta.url), results)

/** @param {string} text */
function whole(text) {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new Error(`${JSON.stringify(text)} is not a whole number from 1`)
}
