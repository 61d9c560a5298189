import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openWarehouse } from '../../src/index.ts'
import { root, startAlloc } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { isFull } from './extent.ts'

/** Keeps its position in the transaction of its rows, catches up by itself, and kills the process at some calls. */
const ledger = `
import { openWarehouse } from 'alloc-replay'
import Database from 'better-sqlite3'

const db = new Database('ledger.db')
// A kill loses nothing that was written, be it synced or not.
db.pragma('synchronous = OFF')
db.exec('CREATE TABLE IF NOT EXISTS told (position INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT')
const last = db.prepare('SELECT ifnull(max(position), 0) FROM told').pluck()
const tell = db.prepare('INSERT INTO told VALUES (?, ?)')
let calls = 0

export class Ledger {
  get position() {
    return last.get()
  }
  handle({ position, id }) {
    calls++
    if (calls === Number(process.env.KILL_BEFORE)) process.kill(process.pid, 'SIGKILL')
    db.transaction(() => tell.run(position, id)).immediate()
    if (calls === Number(process.env.KILL_BEHIND)) process.kill(process.pid, 'SIGKILL')
  }
}

export default async bus => {
  const ledger = new Ledger()
  const warehouse = await openWarehouse({ file: 'w.db' })
  await warehouse.deliver(ledger)
  await warehouse.close()
  bus.subscribeToAllEvents(ledger)
}
`

test('a projection that keeps its position has each event once, wherever it was killed', async () => {
  const kill = fc.record({ call: fc.integer({ min: 1, max: 120 }), isBefore: fc.boolean() })
  const met = { kills: 0, missed: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(kill, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('event', '4', 'run'),
      async (kills, commit) => {
        const cwd = home()
        const replay = [
          'replay',
          '--resume',
          '--db',
          'w.db',
          '--subscribers',
          'ledger.mjs',
          '--commit',
          commit,
          'log.ndjson',
        ]
        for (const { call, isBefore } of kills) {
          const ended = await exitOf(replay, cwd, {
            [isBefore ? 'KILL_BEFORE' : 'KILL_BEHIND']: String(call),
          })
          if (ended !== 'SIGKILL') continue
          met.kills++
          met.missed += (await journaled(cwd)).length - toldIn(cwd).length
        }
        expect(await exitOf(replay, cwd, {})).toBe(0)

        expect(toldIn(cwd)).toEqual(await journaled(cwd))
        expect(toldIn(cwd).length).toBeGreaterThan(120)
      },
    ),
    { numRuns: isFull ? 100 : 6 },
  )

  expect(met.kills).toBeGreaterThan(0)
  expect(met.missed).toBeGreaterThan(0)
})

function home(): string {
  const cwd = temporaryDirectory()
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(root, join(cwd, 'node_modules', 'alloc-replay'))
  symlinkSync(join(root, 'node_modules', 'better-sqlite3'), join(cwd, 'node_modules', 'better-sqlite3'))
  const day = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8').split('\n')
  writeFileSync(join(cwd, 'log.ndjson'), `${day.slice(0, 120).join('\n')}\n`)
  writeFileSync(join(cwd, 'ledger.mjs'), ledger)
  return cwd
}

async function exitOf(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const { child, exit } = startAlloc(args, cwd, env)
  child.stdout.resume()
  child.stdin.end()
  return await exit
}

function toldIn(cwd: string): unknown[] {
  const db = new Database(join(cwd, 'ledger.db'))
  const rows = db.prepare('SELECT position, id FROM told ORDER BY position').all()
  db.close()
  return rows
}

async function journaled(cwd: string): Promise<unknown[]> {
  if (!existsSync(join(cwd, 'w.db'))) return []
  const warehouse = await openWarehouse({ file: join(cwd, 'w.db') })
  const events = [...warehouse.events()].map(({ position, id }) => ({ position, id }))
  await warehouse.close()
  return events
}
