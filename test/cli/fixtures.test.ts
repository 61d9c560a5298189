import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { toldByReference } from './told-by-reference.ts'

const names = ['example', 'book', 'stock-take', 'warehouse-day']
const nothingSaved = 'Nothing was saved. Use --db FILE to keep the result.'

test.each(names)('fixtures/%s: the records are those of the reference model', name => {
  const log = fixture(`${name}.ndjson`)

  const told = toldByReference(`${name}.ndjson`, log)

  expect(fixture(`${name}.expected.ndjson`)).toBe(told)
})

test.each(names)('fixtures/%s replays into the same text everywhere', async name => {
  const file = join(temporaryDirectory(), 'warehouse.db')

  const [temporary, inFile, inMemory] = await Promise.all([
    replay(name),
    replay(name, '--db', file),
    replay(name, '--db', ':memory:'),
  ])

  const text = fixture(`${name}.human.txt`)
  expect(temporary).toEqual({ stdout: text, code: 0, where: nothingSaved })
  expect(inFile).toEqual({ stdout: text, code: 0, where: `Saved to ${file}.` })
  expect(inMemory).toEqual({ stdout: text, code: 0, where: nothingSaved })
})

test.each(names)('fixtures/%s replays into the same records everywhere', async name => {
  const file = join(temporaryDirectory(), 'warehouse.db')

  const [temporary, inFile, inMemory] = await Promise.all([
    replay(name, '-o', 'ndjson'),
    replay(name, '-o', 'ndjson', '--db', file),
    replay(name, '-o', 'ndjson', '--db', ':memory:'),
  ])

  const records = fixture(`${name}.expected.ndjson`)
  expect(temporary).toEqual({ stdout: records, code: 0, where: undefined })
  expect(inFile.stdout).toBe(records.replace('"db":null', `"db":${JSON.stringify(file)}`))
  expect(inMemory.stdout).toBe(records.replace('"db":null', '"db":":memory:"'))
})

test('the json form is one document of the same records', async () => {
  const [head, ...records] = fixture('book.expected.ndjson').trimEnd().split('\n').reverse()

  const { stdout } = await replay('book', '-o', 'json')

  const { events, batches, backorders, summary } = JSON.parse(stdout)
  expect([...events, ...batches, ...backorders]).toEqual(records.reverse().map(line => JSON.parse(line)))
  expect(summary).toEqual(JSON.parse(head ?? ''))
})

test('the summary of the example is the one of the manual', async () => {
  const { stderr } = await runAlloc(['replay', 'fixtures/example.ndjson'])

  expect(stderr).toBe(
    `5 events read, 4 emitted (3 Allocated, 1 AllocationRequired), 2 batches.\n${nothingSaved}\n`,
  )
})

test('the day of the warehouse comes from its generator', () => {
  const directory = temporaryDirectory()
  cpSync(`${root}/fixtures/generate-warehouse-day.js`, join(directory, 'generate.mjs'))

  execFileSync(process.execPath, [join(directory, 'generate.mjs')])

  expect(readFileSync(join(directory, 'warehouse-day.ndjson'), 'utf8')).toBe(fixture('warehouse-day.ndjson'))
})

async function replay(name: string, ...options: readonly string[]) {
  const { stdout, stderr, code } = await runAlloc(['replay', ...options, `fixtures/${name}.ndjson`])
  return { stdout, code, where: stderr.trimEnd().split('\n')[1] }
}

function fixture(name: string): string {
  return readFileSync(`${root}/fixtures/${name}`, 'utf8')
}
