import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Lines 2 and 4 are refused. */
const log = [
  '{"type":"BatchCreated","ref":"b-1","sku":"LAMP","qty":9}',
  '{"type":"BatchArrived","ref":"b-9"}',
  '{"type":"AllocationRequired","orderid":"o-1","sku":"LAMP","qty":2}',
  '{"type":"AllocationRequired","orderid":"o-2","sku":"LAMP","qty":"2"}',
  '{"type":"AllocationRequired","orderid":"o-3","sku":"LAMP","qty":3}',
  '',
].join('\n')

const refusalOfLine2 = `\
log.ndjson:2:30: error: there is no batch "b-9" [unknown-batch]
    {"type":"BatchArrived","ref":"b-9"}
                                 ^^^^^
    hint: check the spelling, or record its BatchCreated before it
`

const refusalOfLine4 = `\
log.ndjson:4:65: error: qty must be a whole number, got the text "2" [invalid-field]
    {"type":"AllocationRequired","orderid":"o-2","sku":"LAMP","qty":"2"}
                                                                    ^^^
    hint: remove the quotes: "qty":2
`

test.concurrent('the first refused event stops the replay, which goes back and prints nothing', async () => {
  const outcome = await replay(log)

  expect(outcome).toEqual({
    stdout: '',
    stderr: `${refusalOfLine2}alloc: stopped at log.ndjson:2. Nothing was saved.\n`,
    code: 1,
  })
})

test.concurrent('a database is left as it was by a replay that stopped', async () => {
  const file = join(temporaryDirectory(), 'warehouse.db')

  const stopped = await replay(log, '--db', file)
  const after = await replay('{"type":"BatchArrived","ref":"b-1"}\n', '--db', file)

  expect(stopped.stderr).toBe(
    `${refusalOfLine2}alloc: stopped at log.ndjson:2. Nothing was written to ${file}.\n`,
  )
  expect(after.stderr).toContain('there is no batch "b-1" [unknown-batch]')
})

test.concurrent('--on-error skip leaves refused events out and says so by its exit code', async () => {
  const outcome = await replay(log, '--on-error', 'skip')

  expect(outcome).toEqual({
    stdout: [
      'log.ndjson:3  Allocated           o-1  LAMP  2  -> b-1',
      'log.ndjson:5  Allocated           o-3  LAMP  3  -> b-1',
      '',
      'BATCH  SKU   ETA       QTY  ALLOCATED  AVAILABLE',
      'b-1    LAMP  in stock    9          5          4',
      '',
    ].join('\n'),
    stderr: [
      `${refusalOfLine2}${refusalOfLine4}5 events read (2 rejected), 2 emitted (2 Allocated), 1 batch.`,
      'Nothing was saved. Use --db FILE to keep the result.',
      '',
    ].join('\n'),
    code: 1,
  })
})

test.concurrent('what a skipping replay accepted is saved', async () => {
  const db = ['--db', join(temporaryDirectory(), 'warehouse.db')]

  const skipped = await replay(log, '--on-error', 'skip', ...db)
  const after = await replay('{"type":"OrderLineShipped","orderid":"o-3","sku":"LAMP"}\n', ...db)

  expect(skipped.code).toBe(1)
  expect(after).toMatchObject({ stdout: expect.stringContaining('b-1    LAMP  in stock    6'), code: 0 })
})

test.concurrent('--max-errors refusals are allowed, the next one stops', async () => {
  const allowed = await replay(log, '--on-error', 'skip', '--max-errors', '2')
  const stopped = await replay(log, '--on-error', 'skip', '--max-errors', '1')

  expect(allowed.stdout).toContain('log.ndjson:5  Allocated')
  expect(stopped).toEqual({
    stdout: '',
    stderr: `${refusalOfLine2}${refusalOfLine4}alloc: stopped at log.ndjson:4. Nothing was saved.\n`,
    code: 1,
  })
})

test.concurrent('a hundred refusals are allowed unless another number is, or none', async () => {
  const refused = '{"type":"BatchArrived","ref":"b-9"}\n'.repeat(101)

  const standard = await replay(refused, '--on-error', 'skip')
  const unlimited = await replay(refused, '--on-error', 'skip', '--max-errors', 'none')

  expect(standard.stderr).toContain('alloc: stopped at log.ndjson:101. Nothing was saved.\n')
  expect(unlimited.stderr).toContain('101 events read (101 rejected)')
})

test.concurrent('the first twenty problems are printed, the others counted by code', async () => {
  const unknown = '{"type":"BatchArrived","ref":"b-9"}\n'

  const { stderr } = await replay(unknown.repeat(22) + log, '--on-error', 'skip')

  expect(stderr.match(/: error: /g)).toHaveLength(20)
  expect(stderr).toContain('and 4 more: 3 unknown-batch, 1 invalid-field (first at log.ndjson:21)\n')
})

test.concurrent('--errors ndjson prints each problem as a record, all of them', async () => {
  const { stderr } = await replay(log, '--on-error', 'skip', '--errors', 'ndjson', '-q')

  expect(stderr).toBe(
    [
      '{"level":"error","code":"unknown-batch","message":"there is no batch \\"b-9\\"","file":"log.ndjson","line":2,"column":30,"endcolumn":35,"field":"ref","hint":"check the spelling, or record its BatchCreated before it"}',
      '{"level":"error","code":"invalid-field","message":"qty must be a whole number, got the text \\"2\\"","file":"log.ndjson","line":4,"column":65,"endcolumn":68,"field":"qty","hint":"remove the quotes: \\"qty\\":2"}',
      '',
    ].join('\n'),
  )
})

test.concurrent('--errors ndjson groups nothing', async () => {
  const { stderr } = await replay('x\n'.repeat(30), '--on-error', 'skip', '--errors', 'ndjson', '-q')

  expect(stderr.match(/"code":"json-syntax"/g)).toHaveLength(30)
})

test.concurrent('--errors ndjson holds for what goes wrong with a file, too', async () => {
  const { stderr } = await runAlloc(['replay', '--errors', 'ndjson', 'nowhere.ndjson'])

  expect(JSON.parse(stderr)).toMatchObject({ level: 'error', message: 'there is no file nowhere.ndjson' })
})

test.concurrent('a refusal points at the field inside a count', async () => {
  const count = '{"type":"StockCounted","sku":"LAMP","counts":[{"ref":"b-1","qty":9},{"ref":"b-2","qty":1}]}'

  const { stderr } = await replay(`${log.split('\n')[0]}\n${count}\n`, '--errors', 'ndjson')

  expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({
    ...{ code: 'unknown-batch', field: 'counts[1].ref', column: 76, endcolumn: 81 },
  })
})

test.concurrent('columns count characters, not a byte order mark, and the caret stands under wide ones', async () => {
  const { stderr } = await replay('\uFEFF{"type":"BatchArrived","note":"😀é机","ref":"b-9"}\n')

  expect(stderr).toContain(
    [
      'log.ndjson:1:43: error: there is no batch "b-9" [unknown-batch]',
      '    {"type":"BatchArrived","note":"😀é机","ref":"b-9"}',
      '                                                ^^^^^',
      '',
    ].join('\n'),
  )
})

test.concurrent('an unknown field is a warning, given once', async () => {
  const batch = (ref: string) =>
    `{"type":"BatchCreated","ref":"${ref}","sku":"LAMP","qty":9,"colour":"red"}\n`

  const { stderr, code } = await replay(batch('b-1') + batch('b-2'), '--show', 'none')

  expect(stderr).toMatch(
    /^log\.ndjson:1:?[0-9]*: warning: unknown field "colour" is ignored \[unknown-field\]\n/,
  )
  expect(stderr.match(/colour" is ignored/g)).toHaveLength(1)
  expect(code).toBe(0)
})

test.concurrent('a name that a terminal would obey is printed escaped', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'red\u001b[31m.ndjson'), 'x\n')

  const { stderr } = await runAlloc(['replay', 'red\u001b[31m.ndjson'], { cwd })
  const missing = await runAlloc(['replay', 'blue\u001b[34m.ndjson'], { cwd })

  expect(stderr + missing.stderr).not.toContain('\u001b')
})

function replay(log: string, ...options: readonly string[]) {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'log.ndjson'), log)
  return runAlloc(['replay', ...options, 'log.ndjson'], { cwd })
}
