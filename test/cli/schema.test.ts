import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordNames } from '../../src/wire/schema-names.ts'
import { validatorOf } from '../wire/schema-validators.ts'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const day = `${root}/fixtures/warehouse-day.ndjson`

test('every record that alloc prints is as its schema says', async () => {
  const validators = new Map(recordNames.map(name => [String(name), validatorOf(name)]))

  const records = (await printedRecords()).map(line => ({ line, ...kindOf(line) }))

  const wrong = records.filter(({ name, value }) => validators.get(name)?.(value) !== true)
  expect(wrong).toEqual([])
  expect([...new Set(records.map(({ name }) => name))].sort()).toEqual([...recordNames].sort())
})

test.concurrent.each([
  [[], 'urn:alloc:schema:LogLine'],
  [['StockCounted'], 'urn:alloc:schema:StockCounted'],
  [['reject', '-o', 'json'], 'urn:alloc:schema:reject'],
])('alloc schema %j prints a document with the id %s', async (args, id) => {
  const { stdout, stderr, code } = await runAlloc(['schema', ...args], { env: { ALLOC_OUTPUT: 'ndjson' } })

  expect(JSON.parse(stdout).$id).toBe(id)
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})

test.concurrent('alloc schema --asyncapi prints an AsyncAPI document of this version', async () => {
  const { stdout } = await runAlloc(['schema', '--asyncapi'])

  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  expect(JSON.parse(stdout)).toMatchObject({ asyncapi: '3.0.0', info: { title: 'alloc', version } })
})

test.concurrent.each([
  [['StockCount'], /there is no schema of "StockCount"\n {4}hint: did you mean StockCounted\?/],
  [['nonsense'], /hint: there are BatchCreated, /],
  [['event', '--asyncapi'], /--asyncapi describes all events: give it no EVENT/],
  [['-o', 'ndjson'], /--output is json here, not "ndjson"/],
])('alloc schema %j is wrong use', async (args, words) => {
  const { stdout, stderr, code } = await runAlloc(['schema', ...args])

  expect(stderr).toMatch(words)
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
})

/** One of each kind at least, also of lines that are refused for what cannot be shown as text. */
async function printedRecords(): Promise<string[]> {
  const cwd = temporaryDirectory()
  const long = `{"a":"${'x'.repeat(1_100_000)}"}`
  const day31 = '{"type":"BatchCreated","ref":"b","sku":"S","qty":1,"eta":"2021-06-31"}'
  const bad = ['{"type":"BatchArrived","ref":"nowhere"}', 'no JSON', '"\xff"', day31, long]
  writeFileSync(join(cwd, 'bad.ndjson'), Buffer.from(`${bad.join('\n')}\n`, 'latin1'))
  const show = ['-o', 'ndjson', '--show', 'inputs,events,batches,backorders,stats', '--all-batches']
  const skip = ['--on-error', 'skip', '--rejects', 'rejects.ndjson', '--errors', 'ndjson']

  const replay = await runAlloc(
    ['replay', ...show, ...skip, '--retry-backorders', '--db', 'w.db', day, 'bad.ndjson'],
    { cwd },
  )
  const trace = await runAlloc(['trace', '--db', 'w.db', 'WEB-10999', '-o', 'ndjson'], { cwd })

  const rejects = readFileSync(join(cwd, 'rejects.ndjson'), 'utf8')
  const stderr = replay.stderr.replace(/^[^{].*\n/gm, '')
  return [replay.stdout, stderr, rejects, trace.stdout].join('').trimEnd().split('\n')
}

function kindOf(line: string): { readonly name: string; readonly value: object } {
  const value = JSON.parse(line)
  return { name: value.record ?? 'diagnostic', value }
}
