import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A log for each refusal, `CODE.ndjson` or `CODE-variant.ndjson`; what stderr says of it is beside it. */
const logs = readdirSync(`${root}/fixtures/errors`).filter(name => name.endsWith('.ndjson'))

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  'unknown-field.ndjson': ['--strict'],
  // Named twice.
  'already-applied.ndjson': ['fixtures/errors/already-applied.ndjson'],
}

test.concurrent.each(logs)('fixtures/errors/%s is refused in these words', async log => {
  const words = readFileSync(`${root}/fixtures/errors/${log.replace('.ndjson', '.txt')}`, 'utf8')

  const outcome = await runAlloc(['replay', ...(optionsOf[log] ?? []), `fixtures/errors/${log}`])

  expect(outcome).toEqual({ stdout: '', stderr: words, code: 1 })
})

test.concurrent('each refusal has its log, named for its code', () => {
  const shown = logs.map(log =>
    readFileSync(`${root}/fixtures/errors/${log.replace('.ndjson', '.txt')}`, 'utf8'),
  )

  const codes = shown.map(words => /\[([a-z0-9-]+)\]$/m.exec(words)?.[1] ?? 'none')

  expect(logs.filter((log, index) => !log.startsWith(codes[index] ?? ''))).toEqual([])
  expect([...new Set(codes)].toSorted()).toEqual(codesOfReplay)
})

test.concurrent('a line that is too long is refused, with its beginning', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'long.ndjson'), `{"type":"BatchArrived","ref":"${'b'.repeat(1_048_576)}"}\n`)

  const outcome = await runAlloc(['replay', 'long.ndjson'], { cwd })

  expect(outcome).toEqual({
    stdout: '',
    stderr: [
      'long.ndjson:1:1: error: the line has 1,048,608 bytes; the limit is 1,048,576 [line-too-long]',
      `    {"type":"BatchArrived","ref":"${'b'.repeat(49)}…`,
      '    ^',
      'alloc: stopped at long.ndjson:1. Nothing was saved.',
      '',
    ].join('\n'),
    code: 1,
  })
})

const codesOfReplay = [
  'already-applied',
  ...['batch-conflict', 'compressed', 'duplicate-key', 'id-conflict', 'invalid-cloudevent', 'invalid-field'],
  ...['json-syntax', 'json-too-deep', 'line-closed', 'line-conflict', 'missing-field', 'not-allocated'],
  ...['not-an-object', 'not-utf8', 'reserved-key', 'sku-mismatch', 'stale-count', 'truncated'],
  ...['unknown-batch', 'unknown-field', 'unknown-line', 'unknown-sku', 'unknown-type'],
]
