import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { root, runAlloc, runInShell } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Each entry is a command with what a terminal shows of it. */
const entries = readdirSync(`${root}/fixtures/sheets`).filter(name => name.endsWith('.txt'))
const gallery = join(temporaryDirectory(), 'sheets')
cpSync(`${root}/fixtures/sheets`, gallery, { recursive: true })

beforeAll(async () => {
  await runAlloc(['replay', '--db', 'shelves.db', `${root}/fixtures/shelves.ndjson`], { cwd: gallery })
})

test.concurrent.each(entries)('fixtures/sheets/%s is what a terminal shows', async entry => {
  const transcript = readFileSync(`${root}/fixtures/sheets/${entry}`, 'utf8')
  const command = transcript.slice(2, transcript.indexOf('\n'))

  const { stdout } = await runInShell(`exec 2>&1\n${command}\ncode=$?\necho '$ echo $?'\necho $code`, {
    cwd: gallery,
  })

  expect(`$ ${command}\n${stdout}`).toBe(transcript)
})
