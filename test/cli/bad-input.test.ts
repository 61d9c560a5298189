import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc, runInShell } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = `${root}/fixtures/example.ndjson`
const badLines: readonly (string | Buffer)[] = [
  '{"type":"BatchCreated","ref":"b","sku":"S","qty":5}',
  '{ "type":"BatchArived", "ref":"b" } ',
  'hello "x"',
  Buffer.from([0xe9, 0x20, 0x62]),
  '{"type":"BatchArrived","ref":"zz"}',
  '{"type":"BatchQuantityChanged","ref":"b","qty":1.0}',
  '[1]',
]
const badLog = Buffer.concat(badLines.flatMap(line => [Buffer.from(line), Buffer.from('\n')]))

test.concurrent.each([
  ['in a file', 'day.ndjson.gz'],
  ['on stdin', '-'],
])('gzip of several members is read %s', async (_, path) => {
  const cwd = temporaryDirectory()
  const lines = readFileSync(example, 'utf8').split(/(?<=\n)/)
  const members = lines.map(line => gzipSync(line))
  writeFileSync(join(cwd, 'day.ndjson.gz'), Buffer.concat(members))

  const packed = await runAlloc(['replay', path], { cwd, input: Buffer.concat(members) })
  const plain = await runAlloc(['replay', example])

  const name = path === '-' ? '-' : 'day.ndjson'
  expect(packed.stdout.replaceAll(`${name}:`, 'example.ndjson:').replaceAll(/ +/g, ' ')).toBe(
    plain.stdout.replaceAll(/ +/g, ' '),
  )
})

test.concurrent('gzip that was cut ends the run, whatever may be skipped', async () => {
  const input = gzipSync(readFileSync(example)).subarray(0, 100)

  const outcome = await runAlloc(['replay', '--on-error', 'skip', '-'], { input })

  expect(outcome).toEqual({
    stdout: '',
    stderr: [
      '-: error: the gzip data end too early, after 100 bytes [compressed]',
      '    hint: the file was cut: take it anew from where it came from',
      'alloc: stopped at -. Nothing was saved.',
      '',
    ].join('\n'),
    code: 1,
  })
})

test.concurrent.each([
  ['UTF-16', (log: Buffer) => Buffer.from(log.toString(), 'utf16le')],
  ['gzip of UTF-16', (log: Buffer) => gzipSync(Buffer.from(`\ufeff${log}`, 'utf16le'))],
  ['gzip of gzip', (log: Buffer) => gzipSync(gzipSync(log))],
])('the command in the hint makes a log of %s', async (_, packed) => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'a day.ndjson'), packed(readFileSync(example)))

  const refused = await runAlloc(['replay', '--errors', 'ndjson', 'a day.ndjson'], { cwd })
  const { hint } = JSON.parse(refused.stderr.split('\n')[0] ?? '')
  const mended = await runInShell(`${hint} -o ndjson`, { cwd })

  expect(refused.code).toBe(1)
  const plain = await runAlloc(['replay', '-o', 'ndjson', '-'], { input: readFileSync(example) })
  expect(mended).toEqual(plain)
})

test.concurrent('rejects hold each refused line as it was, and refusing them again gives the same rejects', async () => {
  const cwd = temporaryDirectory()
  const skip = ['replay', '-q', '--on-error', 'skip', '--rejects']

  const first = await runAlloc([...skip, 'r.ndjson', '-'], { cwd, input: badLog })
  await runAlloc([...skip, 'again.ndjson', 'r.ndjson'], { cwd })

  const rejects = readFileSync(join(cwd, 'r.ndjson'), 'utf8')
  expect(first.code).toBe(1)
  expect(rejects.split('\n').map(line => line.replace(/"message":"(?:[^"\\]|\\.)*",/, ''))).toEqual([
    '{"record":"reject","at":"-:2","code":"unknown-type","event":{ "type":"BatchArived", "ref":"b" }}',
    '{"record":"reject","at":"-:3","code":"json-syntax","raw":"hello \\"x\\""}',
    '{"record":"reject","at":"-:4","code":"not-utf8","rawbase64":"6SBi"}',
    '{"record":"reject","at":"-:5","code":"unknown-batch","event":{"type":"BatchArrived","ref":"zz"}}',
    '{"record":"reject","at":"-:6","code":"invalid-field","event":{"type":"BatchQuantityChanged","ref":"b","qty":1.0}}',
    '{"record":"reject","at":"-:7","code":"not-an-object","raw":"[1]"}',
    '',
  ])
  const again = readFileSync(join(cwd, 'again.ndjson'), 'utf8')
  const withoutBatch = rejects.replace(/.*"-:6".*\n/, '')
  expect(again.replace(/.*"-:6".*\n/, '')).toBe(withoutBatch)
})

test.concurrent('mended rejects are applied under the ids that they would have had', async () => {
  const cwd = temporaryDirectory()
  const replay = ['replay', '-q', '--show', 'none', '--db', 'w.db']
  await runAlloc([...replay, '--on-error', 'skip', '--rejects', 'r.ndjson', '-'], { cwd, input: badLog })
  const mended = readFileSync(join(cwd, 'r.ndjson'), 'utf8').replaceAll('Arived', 'Arrived').split('\n')[0]

  await runAlloc([...replay, '-'], { cwd, input: `${mended}\n` })

  const db = new Database(join(cwd, 'w.db'), { readonly: true })
  expect(db.prepare('SELECT id FROM events').pluck().all()).toEqual(['-:1', '-:2'])
  db.close()
})

test.concurrent.each([
  [['--rejects', 'r.ndjson'], '--rejects needs --on-error skip: without it no event is left out'],
  [
    ['--on-error', 'skip', '--rejects', 'day.ndjson'],
    'day.ndjson is an input, so no rejects are written to it',
  ],
  [
    ['--on-error', 'skip', '--rejects', 'old.ndjson'],
    'old.ndjson is not empty, and its rejects would be lost',
  ],
  [
    ['--on-error', 'skip', '--rejects', './new.db', '--db', 'new.db'],
    './new.db is the database, so no rejects are written to it',
  ],
  [
    ['--on-error', 'skip', '--rejects', 'new.db-wal', '--db', 'new.db'],
    'new.db-wal is the database, so no rejects are written to it',
  ],
])('rejects are never written over something else: %j', async (options, words) => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'day.ndjson'), badLog)
  writeFileSync(join(cwd, 'old.ndjson'), 'kept')

  const { stderr, code } = await runAlloc(['replay', ...options, 'day.ndjson'], { cwd })

  expect(code).toBe(2)
  expect(stderr).toContain(`alloc: error: ${words}\n`)
  expect(readFileSync(join(cwd, 'day.ndjson'))).toEqual(badLog)
  expect(readFileSync(join(cwd, 'old.ndjson'), 'utf8')).toBe('kept')
})

test.concurrent('check tells all problems of the lines, and with a warehouse those of the events too', async () => {
  const cwd = temporaryDirectory()

  const lines = await runAlloc(['check', '-o', 'ndjson', '-'], { cwd, input: badLog })
  const events = await runAlloc(['check', '-o', 'ndjson', '--db', ':memory:', '-'], { cwd, input: badLog })

  expect(places(lines.stdout)).toEqual([2, 3, 4, 6, 7])
  expect(places(events.stdout)).toEqual([2, 3, 4, 5, 6, 7])
  expect([lines.code, events.code]).toEqual([1, 1])
})

test.concurrent('check tries a log against a warehouse and leaves it as it was', async () => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', '--db', 'w.db', example], { cwd })
  const before = readFileSync(join(cwd, 'w.db'))

  const { stdout, code } = await runAlloc(['check', '--db', 'w.db', '-'], {
    cwd,
    input: '{"type":"BatchQuantityChanged","ref":"batch-001","qty":3,"expectedrev":1}\n',
  })

  expect(stdout).toContain('[stale-count]')
  expect(code).toBe(1)
  expect(readFileSync(join(cwd, 'w.db'))).toEqual(before)
})

test.concurrent('--expect shows each difference, both ways, and exits with 3', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'expected.csv'), 'ref,qty\nbatch-001,14\nbatch-9,1\n')

  const { stderr, code } = await runAlloc(['replay', '--expect', 'expected.csv', example], { cwd })

  expect(stderr.split('\n').slice(2)).toEqual([
    'alloc: --expect: the batches are not as expected.csv says',
    'alloc: batch-001: qty is 15, expected 14',
    'alloc: batch-002: not expected',
    'alloc: batch-9: expected, not there',
    '',
  ])
  expect(code).toBe(3)
})

test.concurrent('--expect of what a run printed is met', async () => {
  const cwd = temporaryDirectory()
  const { stdout } = await runAlloc(['replay', '-o', 'ndjson', example])
  writeFileSync(join(cwd, 'expected.ndjson'), stdout)

  const { code } = await runAlloc(['replay', '--expect', 'expected.ndjson', example], { cwd })

  expect(code).toBe(0)
})

test.concurrent.each([
  ['empty', '', 3],
  [
    'out-of-stock',
    '{"type":"BatchCreated","ref":"b","sku":"S","qty":1}\n{"type":"AllocationRequired","orderid":"o","sku":"S","qty":2}',
    3,
  ],
  ['warnings', '{"type":"BatchCreated","ref":"b","sku":"S","qty":1,"shelf":"A"}', 3],
  ['empty,out-of-stock,warnings', '{"type":"BatchCreated","ref":"b","sku":"S","qty":1}', 0],
  ['empty', '{"type":"Nonsense"}', 1],
])('--fail-on %s after %j ends with its code', async (list, input, wanted) => {
  const { code } = await runAlloc(['replay', '--fail-on', list, '-'], { input })

  expect(code).toBe(wanted)
})

function places(records: string): number[] {
  return records
    .split('\n')
    .filter(Boolean)
    .map(record => JSON.parse(record).line)
}
