import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const cwd = temporaryDirectory()
const db = ['--db', 'warehouse.db']
const log = [
  { type: 'BatchCreated', id: 'e-1', ref: 'b-2', sku: 'LAMP', qty: 9 },
  { type: 'BatchCreated', id: 'e-2', ref: 'b-1', sku: 'LAMP', qty: 5, eta: '2030-01-01' },
  { type: 'BatchCreated', id: 'e-3', ref: '=b-3', sku: 'DESK', qty: 4 },
  { type: 'AllocationRequired', id: 'e-4', orderid: 'o-1', sku: 'LAMP', qty: 6 },
  { type: 'AllocationRequired', id: 'e-5', orderid: 'o-2', sku: 'LAMP', qty: 3 },
  { type: 'AllocationRequired', id: 'e-6', orderid: 'o-2', sku: 'DESK', qty: 4 },
  { type: 'AllocationRequired', id: 'e-7', orderid: 'o-3', sku: 'DESK', qty: 1 },
  { type: 'AllocationRequired', id: 'e-8', orderid: 'o-4', sku: 'LAMP', qty: 1 },
  { type: 'OrderLineShipped', id: 'e-9', orderid: 'o-1', sku: 'LAMP' },
  { type: 'OrderLineCancelled', id: 'e-10', orderid: 'o-4', sku: 'LAMP' },
  { type: 'BatchQuantityChanged', id: 'e-11', ref: 'b-2', qty: 1 },
]

beforeAll(async () => {
  const input = log.map(event => `${JSON.stringify(event)}\n`).join('')
  const { code } = await runAlloc(['replay', ...db, '-'], { cwd, input })
  expect(code).toBe(0)
  writeFileSync(join(cwd, 'log.txt'), 'this is no database')
})

test.concurrent('batches stand by sku, then in the order in which they are promised', async () => {
  const { stdout, stderr, code } = await runAlloc(['batches', ...db], { cwd })

  expect(stdout).toBe(`BATCH  SKU   ETA         QTY  ALLOCATED  AVAILABLE
=b-3   DESK  in stock      4          4          0
b-2    LAMP  in stock      1          0          1
b-1    LAMP  2030-01-01    5          3          2
`)
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})

test.concurrent.each([
  ['all', [], 'DESK =b-3, LAMP b-2, LAMP b-1'],
  ['those of some SKUs', ['--sku', 'LAMP', '--sku', 'DESK'], 'DESK =b-3, LAMP b-2, LAMP b-1'],
  ['one by its name', ['--batch', 'b-1'], 'LAMP b-1'],
  ['one of a SKU', ['--sku', 'DESK', '--batch', 'b-1'], ''],
  ['those with something to promise', ['--available'], 'LAMP b-2, LAMP b-1'],
])('batches may be chosen: %s', async (_which, options, chosen) => {
  const { stdout } = await runAlloc(['batches', ...db, ...options, '-o', 'ndjson'], { cwd })

  expect(
    records(stdout)
      .map(({ sku, ref }) => `${sku} ${ref}`)
      .join(', '),
  ).toBe(chosen)
})

test.concurrent('batches are printed with the bytes that replay prints', async () => {
  const replayed = await runAlloc(['replay', ...db, '-o', 'ndjson', '--all-batches', '-'], { cwd })
  const json = await runAlloc(['batches', ...db], { cwd, env: { ALLOC_OUTPUT: 'json' } })

  const { stdout } = await runAlloc(['batches', ...db, '-o', 'ndjson'], { cwd })

  const isBatch = (line: string) => line.startsWith('{"record":"batch"')
  expect(stdout.split('\n').slice(0, -1)).toEqual(replayed.stdout.split('\n').filter(isBatch))
  expect(JSON.parse(json.stdout)).toEqual({ batches: records(stdout) })
})

test.concurrent('CSV is guarded from spreadsheets, and what was guarded is read back as it was', async () => {
  const { stdout } = await runAlloc(['batches', ...db, '-o', 'csv'], { cwd })
  writeFileSync(join(cwd, 'expected.csv'), stdout)

  const same = ['replay', ...db, '--all-batches', '--expect', 'expected.csv', '-']
  const { code } = await runAlloc(same, { cwd })

  expect(stdout).toBe(`ref,sku,eta,qty,allocated,available,rev
'=b-3,DESK,,4,4,0,1
b-2,LAMP,,1,0,1,3
b-1,LAMP,2030-01-01,5,3,2,1
`)
  expect(code).toBe(0)
})

test.concurrent.each([
  ['the open ones by age', [], 'o-2 LAMP b-1 e-11, o-2 DESK =b-3 e-6, o-3 DESK - e-7'],
  ['all of one order', ['o-1'], 'o-1 LAMP b-2 e-9'],
  ['those of a SKU', ['--sku', 'LAMP'], 'o-2 LAMP b-1 e-11'],
  ['those of a batch', ['--batch', '=b-3'], 'o-2 DESK =b-3 e-6'],
  ['those that wait', ['--backorders'], 'o-3 DESK - e-7'],
  ['closed ones, too', ['--closed', '--sku', 'LAMP'], 'o-1 LAMP b-2 e-9, o-2 LAMP b-1 e-11, o-4 LAMP - e-10'],
])('order lines may be chosen: %s', async (_which, options, chosen) => {
  const { stdout } = await runAlloc(['orders', ...options, ...db, '-o', 'ndjson'], { cwd })

  const lines = records(stdout).map(
    line => `${line.orderid} ${line.sku} ${line.batchref ?? '-'} ${line.since}`,
  )
  expect(lines.join(', ')).toBe(chosen)
})

test.concurrent.each([
  [
    'human',
    `ORDER  SKU   QTY  STATE      BATCH  SINCE
o-1    LAMP    6  shipped    b-2    e-9
o-2    LAMP    3  open       b-1    e-11
o-2    DESK    4  open       =b-3   e-6
o-3    DESK    1  backorder  -      e-7
o-4    LAMP    1  cancelled  -      e-10
`,
  ],
  [
    'csv',
    `orderid,sku,qty,state,batch
o-1,LAMP,6,shipped,b-2
o-2,LAMP,3,open,b-1
o-2,DESK,4,open,'=b-3
o-3,DESK,1,open,
o-4,LAMP,1,cancelled,
`,
  ],
  [
    'json',
    `{"orderlines":[
{"record":"orderline","orderid":"o-1","sku":"LAMP","qty":6,"state":"shipped","batchref":"b-2","since":"e-9"},
{"record":"orderline","orderid":"o-2","sku":"LAMP","qty":3,"state":"open","batchref":"b-1","since":"e-11"},
{"record":"orderline","orderid":"o-2","sku":"DESK","qty":4,"state":"open","batchref":"=b-3","since":"e-6"},
{"record":"orderline","orderid":"o-3","sku":"DESK","qty":1,"state":"open","batchref":null,"since":"e-7"},
{"record":"orderline","orderid":"o-4","sku":"LAMP","qty":1,"state":"cancelled","batchref":null,"since":"e-10"}
]}
`,
  ],
])('order lines are printed as %s', async (format, expected) => {
  const { stdout } = await runAlloc(['orders', '--closed', ...db, '-o', format], { cwd })

  expect(stdout).toBe(expected)
})

test.concurrent('where there is nothing to show, a document is empty and a table is not there', async () => {
  const [human, json] = await Promise.all(
    ['human', 'json'].map(format =>
      runAlloc(['batches', ...db, '--sku', 'DESK', '--available', '-o', format], { cwd }),
    ),
  )

  expect([human?.stdout, json?.stdout]).toEqual(['', '{"batches":[]}\n'])
})

test.concurrent.each([
  ['batches', [], /^alloc: error: batches reads a warehouse: give --db FILE\n$/, 2],
  ['orders', ['--db', ':memory:'], /orders reads a warehouse: give --db FILE\n$/, 2],
  [
    'batches',
    ['--db', 'warehose.db'],
    /there is no database warehose\.db\n {4}hint: did you mean warehouse\.db\?\n$/,
    5,
  ],
  ['orders', ['--db', 'log.txt'], /log\.txt is not a database \[db-foreign\]/, 5],
  ['batches', [...db, '--sku', 'LAMPE'], /there is no product "LAMPE"\n {4}hint: check the spelling\n$/, 1],
  ['orders', [...db, '--batch', 'b-9'], /there is no batch "b-9"/, 1],
  ['orders', ['o-9', ...db], /there is no order "o-9"/, 1],
  ['orders', [...db, '--backorders', '--batch', 'b-1'], /cannot be used with/, 2],
  ['batches', [...db, '-o', 'cloudevents'], /human, ndjson, json, csv here, not "cloudevents"/, 2],
])('%s %j is refused', async (command, options, words, code) => {
  const outcome = await runAlloc([command, ...options], { cwd })

  expect(outcome.stderr).toMatch(words)
  expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout: '', code })
  expect(existsSync(join(cwd, 'warehose.db'))).toBe(false)
})

function records(stdout: string) {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
}
