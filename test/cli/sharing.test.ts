import { copyFileSync, existsSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { LiveAlloc } from './live-alloc.ts'
import { runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { allRows, runsIn } from './warehouse-rows.ts'

const replay = ['replay', '--db', 'w.db', '-o', 'ndjson', '--show', 'events,inputs', '--commit', 'event']
const batch = (ref: string, qty = 5) => `{"type":"BatchCreated","ref":"${ref}","sku":"LAMP","qty":${qty}}\n`
const order = (id: string, qty = 2) =>
  `{"type":"AllocationRequired","orderid":"${id}","sku":"LAMP","qty":${qty}}\n`

test.concurrent('what another process wrote between two groups is seen: nothing is promised twice', async () => {
  const cwd = temporaryDirectory()
  const ours = new LiveAlloc([...replay, '-'], cwd)
  ours.tell(batch('b1', 5) + order('o1', 2))
  await ours.says('"orderid":"o1","sku":"LAMP","qty":2,"batchref"')

  const theirs = await runAlloc([...replay, '-'], { cwd, input: order('o2', 2) + order('o1', 2) })
  ours.tell(order('o3', 2) + order('o4', 1))
  const { stdout, code } = await ours.end()

  expect([theirs.code, code]).toEqual([0, 0])
  expect(theirs.stdout).toMatch(/"seq":2,"at":"-#2:1","orderid":"o2","sku":"LAMP","qty":2,"batchref":"b1"/)
  expect(stdout).toMatch(/"type":"OutOfStock"[^\n]*"seq":3,"at":"-:3","orderid":"o3"/)
  expect(stdout).toMatch(/"type":"Allocated"[^\n]*"seq":4,"at":"-:4","orderid":"o4"/)
  expect(allRows(join(cwd, 'w.db')).batches).toMatchObject([[1, 'b1', 1, 5, 5, null, 1, 5, null, 1]])
})

test.concurrent('an id that another process gave away meanwhile is taken for what it is', async () => {
  const cwd = temporaryDirectory()
  const ours = new LiveAlloc([...replay, '-'], cwd)
  ours.tell(batch('b1'))
  await ours.says('"ref":"b1"')

  await runAlloc([...replay, '-'], { cwd, input: order('o9').replace('{', '{"id":"-:2",') })
  ours.tell(order('o1'))
  const { stderr, code } = await ours.end()

  expect(stderr).toMatch(/^-:2:\d+: error: the id "-:2" was used before, for another event \[id-conflict\]/)
  expect(code).toBe(1)
})

test.concurrent.each([
  ['refuse it', [], [0, 1]],
  ['pass over it with --resume', ['--resume'], [0, 0]],
])(
  'of three who are given the same new input one applies it, and the others %s',
  async (_what, more, codes) => {
    for (let round = 0; round < 4; round++) {
      const cwd = temporaryDirectory()
      const names = ['a.ndjson', 'b.ndjson', 'c.ndjson']
      for (const name of names) writeFileSync(join(cwd, name), batch('b1', 9) + order('o1') + order('o2'))
      const command = ['replay', '--db', 'w.db', '-o', 'ndjson', ...more]

      const outcomes = await Promise.all(names.map(name => runAlloc([...command, name], { cwd })))

      // A database in trouble would say why.
      const told = outcomes.map(({ code, stderr }) => (code === 5 ? stderr : code))
      expect(told.toSorted()).toEqual([codes[0], codes[1], codes[1]])
      expect(outcomes.filter(({ stdout }) => stdout.includes('"seq":2'))).toHaveLength(1)
      expect(runsIn(join(cwd, 'w.db'))).toHaveLength(1)
    }
  },
)

test.concurrent('of two who go on with the same input one gives way, and nothing is applied twice', async () => {
  const cwd = temporaryDirectory()
  const once = temporaryDirectory()
  const whole = batch('b1', 900) + Array.from({ length: 400 }, (_, n) => order(`o${n}`)).join('')
  const torn = whole.replace(/(.*o20".*\n)/, 'no event\n$1')
  writeFileSync(join(cwd, 'log.ndjson'), torn)
  await runAlloc([...replay, 'log.ndjson'], { cwd })
  for (const directory of [cwd, once]) writeFileSync(join(directory, 'log.ndjson'), whole)

  const both = await Promise.all([1, 2].map(() => runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })))
  const last = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })

  await runAlloc([...replay, 'log.ndjson'], { cwd: once })
  expect(both.filter(({ code }) => code !== 0 && code !== 5)).toEqual([])
  for (const { stderr } of both.filter(({ code }) => code === 5)) {
    expect(stderr).toMatch(/^alloc: error: another alloc has gone on with the same input\n/)
  }
  expect(last.code).toBe(0)
  expect(allRows(join(cwd, 'w.db'))).toEqual(allRows(join(once, 'w.db')))
})

test.concurrent('a signal is answered while another writer is waited for', async () => {
  const cwd = temporaryDirectory()
  const ours = new LiveAlloc([...replay, '--lock-timeout', '600000', '-'], cwd)
  ours.tell(batch('b1'))
  await ours.says('"ref":"b1"')
  const other = new Database(join(cwd, 'w.db')).exec('BEGIN IMMEDIATE')
  ours.tell(order('o1'))
  await setTimeout(500)

  ours.kill('SIGINT')
  const { signal, stderr } = await ours.ended

  other.close()
  expect(signal).toBe('SIGINT')
  expect(stderr).toMatch(/^alloc: ended by SIGINT at -:1\. w\.db holds everything up to -:1\.\nTo go on, /)
  expect(allRows(join(cwd, 'w.db')).order_lines).toEqual([])
})

test.concurrent('a writer that comes to its end within the time is waited for', async () => {
  const cwd = temporaryDirectory()
  await runAlloc([...replay, '-'], { cwd, input: batch('b1') })
  const other = new Database(join(cwd, 'w.db')).exec('BEGIN IMMEDIATE')
  const ours = new LiveAlloc([...replay, '--lock-timeout', '20000', '-'], cwd)
  ours.tell(order('o1'))
  await setTimeout(1_500)

  other.exec('ROLLBACK')
  const { code, stdout } = await ours.end()

  other.close()
  expect(code).toBe(0)
  expect(stdout).toContain('"orderid":"o1","sku":"LAMP","qty":2,"batchref":"b1"')
})

test.concurrent.each([
  ['deleted', 'db-replaced', (file: string) => rmSync(file)],
  ['cut from \\d+ to 100 bytes', 'db-corrupt', (file: string) => truncateSync(file, 100)],
  [
    'replaced by another file',
    'db-replaced',
    (file: string) => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
  ],
])('a database that is %s while it is in use gets no further group', async (what, error, loseIt) => {
  const cwd = temporaryDirectory()
  const ours = new LiveAlloc([...replay, '-'], cwd)
  ours.tell(batch('b1'))
  await ours.says('"ref":"b1"')

  loseIt(join(cwd, 'w.db'))
  ours.tell(order('o1'))
  const { code, stdout, stderr } = await ours.end()

  expect(code).toBe(5)
  expect(stderr).toMatch(new RegExp(`^alloc: error: w\\.db was ${what} while it was in use \\[${error}\\]\n`))
  expect(stderr).toContain('. w.db held everything up to -:1.\n')
  expect(stdout).not.toContain('o1')
})

test.concurrent('a signal is answered while another process keeps a database from being opened', async () => {
  const cwd = temporaryDirectory()
  await runAlloc([...replay, '-'], { cwd, input: batch('b1') })
  const other = new Database(join(cwd, 'w.db'))
  other.pragma('locking_mode = EXCLUSIVE')
  other.exec('BEGIN EXCLUSIVE')
  const ours = new LiveAlloc([...replay, '--lock-timeout', '600000', '-'], cwd)
  await setTimeout(1_500)

  ours.kill('SIGTERM')
  const { signal, stderr } = await ours.ended

  other.close()
  expect([signal, stderr]).toEqual(['SIGTERM', 'alloc: ended by SIGTERM before anything was read\n'])
})

test('a run in one group keeps nobody out while its input is still being written', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'other.ndjson'), '{"type":"BatchCreated","ref":"other","sku":"S","qty":1}\n')
  const slow = new LiveAlloc(['replay', '--db', 'w.db', '--show', 'inputs', '-'], cwd)
  slow.tell('{"type":"BatchCreated","ref":"slow","sku":"S","qty":1}\n')
  await untilThere(join(cwd, 'w.db'))

  const other = await runAlloc(['replay', '-q', '--db', 'w.db', '--lock-timeout', '2000', 'other.ndjson'], {
    cwd,
  })
  const ended = await slow.end()

  expect([other.code, ended.code]).toEqual([0, 0])
  const { stdout } = await runAlloc(['replay', '--db', 'w.db', '--all-batches', '-'], { cwd })
  expect(stdout).toMatch(/^BATCH[^\n]*\nother [^\n]*\nslow /)
})

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await setTimeout(20)
}
