import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc, runInShell, startAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const refused = '{"type":"Nonsense"}\n'
const short =
  '{"type":"BatchCreated","ref":"b","sku":"S","qty":1,"shelf":"A"}\n{"type":"AllocationRequired","orderid":"o","sku":"S","qty":2}\n'
const conditions = '--fail-on out-of-stock,empty,warnings --expect expected.csv'

// From the mildest to the gravest: each adds what outweighs the one before, and the gravest is told.
test.concurrent.each([
  ['nothing is wrong', '--fail-on empty', short, '', 0],
  ['a condition is not met', conditions, short, '', 3],
  ['and an event was left out', `${conditions} --on-error skip`, short + refused, '', 1],
  ['and too many were', `${conditions} --on-error skip --max-errors 0`, short + refused, '', 1],
  ['and an option is wrong', `${conditions} --on-error skip --max-errors x`, short + refused, '', 2],
  [
    'and the reader is gone',
    `${conditions} --on-error skip --db w.db --show inputs`,
    short + refused,
    '| true',
    141,
  ],
  [
    'and the disk is full',
    `${conditions} --on-error skip --db w.db --show inputs`,
    short + refused,
    '> /dev/full',
    4,
  ],
  [
    'and the database is no database',
    `${conditions} --on-error skip --db expected.csv --show inputs`,
    short + refused,
    '> /dev/full',
    5,
  ],
])('the gravest of what applies is the exit status: %s', async (_, options, input, redirected, wanted) => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'expected.csv'), 'ref,qty\nb,7\n')
  const script = `{ alloc replay ${options} -; echo $? > status; } ${redirected}`

  await runInShell(script, { cwd, input })
  const { stdout } = await runInShell('cat status', { cwd })

  expect(Number(stdout)).toBe(wanted)
})

test.concurrent('a full disk outweighs the signal on which it showed', async () => {
  const cwd = temporaryDirectory()
  const rejects = ['--on-error', 'skip', '--rejects', '/dev/full']
  const { child, stderr, exit } = startAlloc(
    ['replay', '--db', 'w.db', '--commit', '100', ...rejects, '-'],
    cwd,
  )
  child.stdin.write(refused)
  await once(child.stderr, 'data')

  child.kill('SIGTERM')

  expect(await exit).toBe(4)
  expect(stderr()).toContain('the rejects cannot be written to /dev/full')
})

test.concurrent('a database that runs full outweighs the events that were refused', async () => {
  const cwd = temporaryDirectory()
  const log = Array.from(
    { length: 5_000 },
    (_, n) => `{"type":"BatchCreated","ref":"b${n}","sku":"S","qty":1}\n`,
  )
  writeFileSync(join(cwd, 'day.ndjson'), refused + log.join(''))
  const replay = 'alloc replay -q --show none --on-error skip --db w.db --commit 100 day.ndjson'

  const { stdout, stderr, code } = await runInShell(`ulimit -f 1000; ${replay}`, { cwd })

  expect([stdout, code]).toEqual(['', 5])
  expect(stderr).toMatch(
    /\nalloc: error: [^\n]*w\.db[^\n]*\n(?: {4}hint: [^\n]*\n)?alloc: stopped at day\.ndjson:\d+\. /,
  )
})

test.concurrent('a condition that fails by itself is 3, and the run is saved all the same', async () => {
  const cwd = temporaryDirectory()

  const { stdout, stderr, code } = await runInShell(
    `alloc replay -q --show none --db w.db --fail-on empty - < /dev/null; echo $?; alloc replay -q --db w.db --show batches --fail-on out-of-stock ${root}/fixtures/stock-take.ndjson`,
    { cwd },
  )

  expect(stdout.startsWith('3\nBATCH')).toBe(true)
  expect(stderr).toBe(
    'alloc: --fail-on empty: no event was read\nalloc: --fail-on out-of-stock: 1 line is without stock\n',
  )
  expect(code).toBe(3)
})

test.concurrent('a process that has nothing left to wait for before its end has not ended well', async () => {
  const silent = join(temporaryDirectory(), 'silent-stdin.cjs')
  writeFileSync(
    silent,
    `const { Readable } = require('node:stream')
    Object.defineProperty(process, 'stdin', { value: new Readable({ read() {} }) })`,
  )

  const { code, stderr } = await runAlloc(['check', '-'], { env: { NODE_OPTIONS: `--require ${silent}` } })

  expect([code, stderr]).toEqual([
    70,
    'alloc: error: this is a defect of alloc: it stopped before its end; please report it, with the command\n',
  ])
})
