import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const replay = ['replay', '--db', 'w.db', '-o', 'ndjson', '--show', 'events']

test.concurrent('what a kill swallowed is printed by export, and the rest by the resuming run', async () => {
  const [killed, once] = [temporaryDirectory(), temporaryDirectory()]
  const log = busyDay(30_000)
  for (const cwd of [killed, once]) writeFileSync(join(cwd, 'day.ndjson'), log)

  const cut = await replayUntilKilled(killed)
  const since = cut.slice(0, cut.lastIndexOf('\n') + 1)
  const seq = /"seq":(\d+)(?!.*"seq":)/s.exec(since)?.[1] ?? '0'
  const missed = await runAlloc(['export', '--emitted', '--db', 'w.db', '--since', seq], { cwd: killed })
  const rest = await runAlloc([...replay, '--resume', 'day.ndjson'], { cwd: killed })

  const whole = await runAlloc([...replay, 'day.ndjson'], { cwd: once })
  expect(events(since) + missed.stdout + events(rest.stdout)).toBe(events(whole.stdout))
  expect(events(rest.stdout)).not.toBe('')
})

test.concurrent('export names the events after one number and up to another', async () => {
  const cwd = temporaryDirectory()
  const printed = await runAlloc([...replay, `${root}/fixtures/warehouse-day.ndjson`], { cwd })

  const { stdout } = await runAlloc(
    ['export', '--emitted', '--db', 'w.db', '--since', '7', '--until', '164'],
    { cwd, env: { ALLOC_OUTPUT: 'json' } },
  )

  expect(stdout).toBe(`${printed.stdout.split('\n').slice(7, 164).join('\n')}\n`)
})

test.concurrent.each([
  ['names no database', ['--emitted'], /^alloc: error: export reads a warehouse: give --db FILE\n$/, 2],
  [
    'names a product that is not there',
    ['--db', 'day.db', '--sku', 'RED-CHIAR'],
    /did you mean RED-CHAIR\?\n$/,
    2,
  ],
  [
    'names its source, but is no CloudEvents',
    ['--db', 'day.db', '--ce-source', 'urn:a'],
    /need -o cloudevents\n$/,
    2,
  ],
  [
    'takes a source that is no URI',
    ['--ce-source', 'my shop', '-o', 'cloudevents'],
    /takes a URI, not "my shop"/,
    2,
  ],
  ['takes a prefix with a space', ['--ce-type-prefix', 'a b', '-o', 'cloudevents'], /not "a b"/, 2],
  [
    'wants a format that it has not',
    ['--db', 'day.db', '-o', 'csv'],
    /is ndjson, cloudevents here, not "csv"/,
    2,
  ],
  ['names a missing database', ['--emitted', '--db', 'x.db'], /there is no database x\.db\n$/, 5],
  ['names an empty file', ['--emitted', '--db', 'empty.db'], /empty\.db is empty: .* \[db-foreign\]/, 5],
  ['gives no number', ['--emitted', '--since', 'x'], /--since takes a whole number, not "x"/, 2],
])('an export that %s is refused, and nothing is made', async (_what, more, words, code) => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'empty.db'), '')
  copyFileSync(await dayDb(), join(cwd, 'day.db'))

  const outcome = await runAlloc(['export', ...more], { cwd })

  expect(outcome).toMatchObject({ stdout: '', code })
  expect(outcome.stderr).toMatch(words)
  expect(readFileSync(join(cwd, 'empty.db'), 'utf8')).toBe('')
  expect(existsSync(join(cwd, 'x.db'))).toBe(false)
})

test.concurrent('the inputs are those of the log, each with its id, up to one position and from it on', async () => {
  const db = await dayDb()
  const whole = await runAlloc(['export', '--db', db])

  const parts = await Promise.all([
    runAlloc(['export', '--db', db, '--until', '100']),
    runAlloc(['export', '--db', db, '--since', '100', '--until', '170']),
    runAlloc(['export', '--db', db, '--since', '170'], { env: { ALLOC_OUTPUT: 'json' } }),
  ])

  expect(parts.map(({ stdout }) => stdout).join('')).toBe(whole.stdout)
  expect(parts[0]?.stdout.split('\n')).toHaveLength(101)
  const log = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8').trim().split('\n')
  expect(new Set(whole.stdout.trim().split('\n'))).toEqual(new Set(log))
})

test.concurrent('CloudEvents bear the names that the command gives them', async () => {
  const names = ['-o', 'cloudevents', '--ce-source', 'urn:depot', '--ce-type-prefix', 'com.depot.']

  const { stdout } = await runAlloc(['export', '--db', await dayDb(), '--until', '1', ...names])

  expect(JSON.parse(stdout)).toEqual({
    specversion: '1.0',
    id: 'e-001',
    source: 'urn:depot',
    type: 'com.depot.BatchCreated.v1',
    subject: 'OAK-DESK',
    time: '2026-11-20T06:30:00Z',
    datacontenttype: 'application/json',
    partitionkey: 'OAK-DESK',
    sequence: '0000000001',
    data: { ref: 'shelf-101', sku: 'OAK-DESK', qty: 26, eta: null },
  })
})

const asInputs: readonly string[] = []
const asEmitted = ['--emitted']
const asCloudEvents = ['-o', 'cloudevents']

test.concurrent.each([
  ['no JSON', asInputs, "text = 'damaged'", 'is no event (damaged)'],
  ['no event', asCloudEvents, `text = '{"type":"BatchArrived"}'`, 'is no event (ref is missing)'],
  [
    'another event',
    asInputs,
    `text = '{"type":"BatchArrived","ref":"a","id":"e-9"}'`,
    'is not "e-020", as it should be',
  ],
  ["somebody else's event", asInputs, "source = 'shop'", 'is not "e-020" of "shop", as it should be'],
  ['nothing', asInputs, null, 'is missing'],
  [
    'a batch that is not there',
    asCloudEvents,
    `text = '{"type":"BatchArrived","id":"e-020","ref":"b"}'`,
    'names batch b, which is not there',
  ],
  [
    'an outcome without cause',
    asEmitted,
    "emitted = 'A0,1,1,1;A7,1,1,1'",
    'emitted "A7,1,1,1", whose cause did not come before it',
  ],
  [
    'an outcome of no line',
    asEmitted,
    "emitted = 'O0,999999,1'",
    'names order line 999999, which is not there',
  ],
  [
    'an outcome of no batch',
    asEmitted,
    "emitted = 'A0,1,1,999999'",
    'names batch 999999, which is not there',
  ],
  ['an event of no input', asEmitted, "run = 9, emitted = 'O0,1,1'", 'names run 9, which is not there'],
  ['no outcome', asEmitted, "emitted = 'A0,x'", 'emitted "A0,x", which is no event'],
])('a journal that somebody changed to hold %s is damaged', async (_what, args, change, words) => {
  const db = join(temporaryDirectory(), 'w.db')
  copyFileSync(await dayDb(), db)
  const sql = change === null ? 'DELETE FROM events' : `UPDATE events SET ${change}`
  write(db, `${sql} WHERE position = 20`)

  const { stderr, code } = await runAlloc(['export', '--db', db, ...args])

  expect(stderr).toContain(`event 20 of the journal ${words} [db-corrupt]\n    hint: restore `)
  expect({ lines: stderr.split('\n').length, code }).toEqual({ lines: 3, code: 5 })
})

test.concurrent('an event that comes again is compared with what a damaged journal cannot say', async () => {
  const db = join(temporaryDirectory(), 'w.db')
  copyFileSync(await dayDb(), db)
  write(db, "UPDATE events SET text = 'damaged' WHERE id = 'e-020'")

  const { stderr, code } = await runAlloc(['replay', '--db', db, '--again', 'fixtures/warehouse-day.ndjson'])

  expect(stderr).toContain('an event of the journal is no event (damaged) [db-corrupt]')
  expect(code).toBe(5)
})

function write(db: string, sql: string): void {
  const connection = new Database(db)
  connection.exec(`PRAGMA foreign_keys = OFF; ${sql}`)
  connection.close()
}

let day: Promise<string> | undefined

/** A warehouse after its day. */
function dayDb(): Promise<string> {
  day ??= (async () => {
    const db = join(temporaryDirectory(), 'day.db')
    await runAlloc(['replay', '-q', '--show', 'none', '--db', db, 'fixtures/warehouse-day.ndjson'])
    return db
  })()
  return day
}

/** Kills a replay by groups as soon as it has printed something. */
function replayUntilKilled(cwd: string): Promise<string> {
  const args = [`${root}/bin/alloc.js`, ...replay, '--commit', '100', 'day.ndjson']
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH } })
  let stdout = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
    child.kill('SIGKILL')
  })
  return new Promise(resolve => child.on('close', () => resolve(stdout)))
}

function busyDay(orders: number): string {
  const lines = Array.from(
    { length: orders },
    (_, n) => `{"type":"AllocationRequired","orderid":"o${n}","sku":"LAMP","qty":1}\n`,
  )
  return `{"type":"BatchCreated","ref":"b","sku":"LAMP","qty":20000}\n${lines.join('')}`
}

function events(stdout: string): string {
  return stdout
    .split(/(?<=\n)/)
    .filter(line => line.startsWith('{"record":"event"'))
    .join('')
}
