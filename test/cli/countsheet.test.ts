import { beforeAll, expect, test } from 'vitest'
import { runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const cwd = temporaryDirectory()
const header = 'batch,sku,eta,rev,expected,counted,reason,note,counted_by,counted_at\n'
const log = [
  { type: 'BatchCreated', ref: 'b-9', sku: 'LAMP', qty: 9 },
  { type: 'BatchCreated', ref: 'b-10', sku: 'LAMP', qty: 5 },
  { type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 7, eta: '2030-01-31' },
  { type: 'BatchCreated', ref: 'b-2', sku: 'LAMP', qty: 0 },
  { type: 'BatchCreated', ref: '-x', sku: 'DESK, oak', qty: 3 },
  { type: 'BatchQuantityChanged', ref: 'b-9', qty: 8 },
]

beforeAll(async () => {
  const input = log.map(event => `${JSON.stringify(event)}\n`).join('')
  await runAlloc(['replay', '--db', 'w.db', '-'], { cwd, input })
})

test.concurrent('a sheet has what is on hand in the order of the shelves, with revs, to be filled in', async () => {
  const { stdout, stderr, code } = await runAlloc(['countsheet', '--db', 'w.db'], { cwd })

  expect(stdout).toBe(`${header}'-x,"DESK, oak",,1,3,,,,,\nb-10,LAMP,,1,5,,,,,\nb-9,LAMP,,2,8,,,,,\n`)
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})

test.concurrent('a blind sheet does not say what is expected', async () => {
  const csv = await runAlloc(['countsheet', '--db', 'w.db', '--blind', '--batch', 'b-9'], { cwd })
  const ndjson = await runAlloc(['countsheet', '--db', 'w.db', '--blind', '--batch', 'b-9', '-o', 'ndjson'], {
    cwd,
  })

  expect(csv.stdout).toBe(`${header}b-9,LAMP,,2,,,,,,\n`)
  expect(ndjson.stdout).toBe('{"record":"count","batch":"b-9","sku":"LAMP","eta":null,"rev":2}\n')
})

test.concurrent.each([
  [['--empty'], '-x b-10 b-2 b-9'],
  [['--until', '2030-01-31'], '-x b-1 b-10 b-9'],
  [['--until', '2030-01-30'], '-x b-10 b-9'],
  [['--until', '2030-01-31', '--empty', '--sku', 'LAMP'], 'b-1 b-10 b-2 b-9'],
  [['--sku', 'DESK, oak'], '-x'],
  [['--batch', 'b-2', '--batch', 'b-1'], 'b-1 b-2'],
])('%j chooses batches', async (options, refs) => {
  const { stdout } = await runAlloc(['countsheet', '--db', 'w.db', '-o', 'ndjson', ...options], { cwd })

  const records = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(records.map(record => record.batch).join(' ')).toBe(refs)
})

test.concurrent.each([
  [['--until', '2030-02-30'], '--until takes a day such as 2026-12-01, not "2030-02-30"', 2],
  [['--batch', 'b-1', '--empty'], 'cannot be used with', 2],
  [['--sku', 'lamp'], 'there is no product "lamp"', 1],
  [['-o', 'json'], 'csv, ndjson here, not "json"', 2],
])('%j is refused', async (options, words, code) => {
  const outcome = await runAlloc(['countsheet', '--db', 'w.db', ...options], { cwd })

  expect(outcome.stderr).toContain(words)
  expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout: '', code })
})
