import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Series one contestant's measurements on one log
 * @property {string} name
 * @property {number} events
 * @property {import('./measure.js').Measurement[]} rounds
 */

/**
 * Measures every contestant on every size in turn, then all of them again: a slow minute of the machine falls
 * on all alike.
 *
 * @param {readonly import('./contestants.js').Contestant[]} contestants
 * @param {readonly number[]} sizes
 * @param {number} rounds
 * @returns {Promise<Series[]>} by size, then by contestant
 */
export async function measureRounds(contestants, sizes, rounds) {
  const runs = sizes.flatMap(events => {
    const log = generated(events)
    const decided = decidedIn(log)
    return contestants.map(({ name, run }) => ({ run, log, decided, series: { name, events, rounds: [] } }))
  })
  for (let round = 1; round <= rounds; round++) {
    for (const { run, log, decided, series } of runs) {
      process.stderr.write(`round ${round} of ${rounds}: ${series.name}, ${series.events} events\n`)
      series.rounds.push(await run(log, decided))
    }
  }
  return runs.map(({ series }) => series)
}

/** @param {number} events */
export function generated(events) {
  return ran('generate-log.js', JSON.stringify({ events })).trim()
}

/** @param {string} log */
function decidedIn(log) {
  const path = `${log}.decided`
  ran('decided.js', log, path)
  return path
}

/**
 * Runs a program of this folder in a process of its own, so that this one stays small (see `measure.js`).
 *
 * @param {string} program
 * @param {string[]} args
 */
function ran(program, ...args) {
  const path = fileURLToPath(new URL(program, import.meta.url))
  return execFileSync(process.execPath, [path, ...args], { encoding: 'utf8' })
}
