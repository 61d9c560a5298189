import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureNode, measureOther } from './measure.js'

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(log: string, decided: string) => Promise<import('./measure.js').Measurement>} run
 */

export const floor = 'floor'
export const jq = 'jq -c .'

/** What is compared, in the order in which it runs; jq and Miller where they are installed. */
export function contestants() {
  /** @type {Contestant[]} */
  const always = [
    {
      name: floor,
      run: (log, decided) => withDatabase(path => measureNode([floorPath, path, log, decided])),
    },
    {
      name: 'alloc --db',
      run: log => withDatabase(path => measureNode([...replay, '--commit', '10000', '--db', path, log])),
    },
    { name: 'alloc', run: log => measureNode([...replay, log]) },
  ]
  const others = [
    { name: jq, command: ['jq', '-c', '.'] },
    { name: 'mlr cat', command: ['mlr', '--ijsonl', '--ojsonl', 'cat'] },
  ]
  const installed = others.filter(({ command: [program = ''] }) => !spawnSync(program, ['--version']).error)
  return [
    ...always,
    ...installed.map(({ name, command }) => ({ name, run: log => measureOther([...command, log]) })),
  ]
}

const replay = [pathTo('../bin/alloc.js'), 'replay', '-o', 'ndjson']
const floorPath = pathTo('floor.js')
const databasePath = pathTo('tmp/bench.db')

/**
 * Gives each run a database of its own, on the disk on which the benchmark lies.
 *
 * @template T
 * @param {(path: string) => Promise<T>} run
 */
export async function withDatabase(run) {
  removeDatabase()
  try {
    return await run(databasePath)
  } finally {
    removeDatabase()
  }
}

function removeDatabase() {
  for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath + suffix, { force: true })
}

/** @param {string} relative */
function pathTo(relative) {
  return fileURLToPath(new URL(relative, import.meta.url))
}
