import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runInShell } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

test('a year of a small shop, with a stock-take each month, is what a terminal shows of it', {
  timeout: 180_000,
}, async () => {
  const cwd = join(temporaryDirectory(), 'shop-year')
  cpSync(`${root}/fixtures/shop-year`, cwd, { recursive: true })
  const transcript = readFileSync(join(cwd, 'year.txt'), 'utf8')
  const commands = transcript.match(/(?<=^\$ ).*$/gm) ?? []

  const script = commands.map(command => `printf '%s\\n' '$ ${command}'\n${command}`)
  const { stdout } = await runInShell(['exec 2>&1', ...script].join('\n'), { cwd })

  expect(stdout).toBe(transcript)
})

test('the year has what a year has: each month counted, stale sheets, moved and lost orders', () => {
  const year = readFileSync(`${root}/fixtures/shop-year/year.txt`, 'utf8')

  const times = (words: RegExp) => year.match(words)?.length ?? 0

  expect(times(/^\$ alloc stocktake \d\d\.csv .* --apply -o ndjson/gm)).toBe(12)
  expect(times(/^This sheet was applied before/gm)).toBeGreaterThanOrEqual(10)
  expect(times(/\[stale-count\]$/gm)).toBeGreaterThanOrEqual(2)
  expect(times(/ moves to /g)).toBeGreaterThanOrEqual(5)
  expect(times(/ OUT OF STOCK/g)).toBeGreaterThanOrEqual(1)
  expect(times(/^same$/gm)).toBe(1)
})
