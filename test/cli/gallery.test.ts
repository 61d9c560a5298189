import { spawn } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { refusalCodes } from '../../src/domain/refusal.ts'
import { sheetCodes } from '../../src/service/count-sheet.ts'
import { sourceCodes } from '../../src/service/standing.ts'
import { storeErrorCodes } from '../../src/service/store-error.ts'
import { lineCodes } from '../../src/wire/line-problem.ts'
import { root } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Each entry is a command with what a terminal shows of it, named for the code that it shows. */
const entries = readdirSync(`${root}/fixtures/errors`).filter(name => name.endsWith('.txt'))
const groups: readonly { readonly codes: object }[] = JSON.parse(
  readFileSync(`${root}/fixtures/errors/codes.json`, 'utf8'),
)
const allCodes: readonly string[] = [
  ...lineCodes,
  ...refusalCodes,
  ...sheetCodes,
  ...sourceCodes,
  ...storeErrorCodes,
]

const gallery = join(temporaryDirectory(), 'errors')
cpSync(`${root}/fixtures/errors`, gallery, { recursive: true })
const otherProgram = new Database(join(gallery, 'locked.db'))
otherProgram.exec('BEGIN EXCLUSIVE')
afterAll(() => {
  otherProgram.close()
})

test.concurrent.each(entries)('fixtures/errors/%s is what a terminal shows', async entry => {
  const transcript = textOf(entry)
  const command = transcript.slice(2, transcript.indexOf('\n'))

  const output = await shown(command)

  expect(`$ ${command}\n${output}`).toBe(transcript)
})

test('each code has an entry of its name, and each entry shows the code that it is named for', () => {
  const shownCodes = entries.flatMap(entry => {
    const codes = [...textOf(entry).matchAll(/ \[([a-z0-9-]+)\]$/gm)].map(([, code]) => code)
    return codes.flatMap(code => (code !== undefined && entry.startsWith(code) ? [code] : []))
  })
  const unnamed = entries.filter(
    entry => !/^(?:file|use|warning|check)-/.test(entry) && !shownCodes.some(code => entry.startsWith(code)),
  )

  // The smallest log of the one has half a million lines; the other needs somebody who deletes the file meanwhile.
  expect([...new Set(shownCodes), 'chain-too-long', 'db-replaced'].toSorted()).toEqual(allCodes.toSorted())
  expect(unnamed).toEqual([])
})

test('docs/errors.md explains each code, and is what npm run errors writes', async () => {
  const explained = groups.flatMap(({ codes }) => Object.keys(codes))

  const page = await shown(`'${process.execPath}' '${root}/fixtures/errors-page.js'`)

  expect(explained.filter(code => !['file', 'use', 'warning', 'check'].includes(code))).toEqual(allCodes)
  expect(page).toBe(`${readFileSync(`${root}/docs/errors.md`, 'utf8')}$ echo $?\n0\n`)
})

function textOf(entry: string): string {
  return readFileSync(`${root}/fixtures/errors/${entry}`, 'utf8')
}

/** What a terminal in the gallery shows after a command, its exit code included. */
function shown(command: string): Promise<string> {
  const alloc = `alloc() { '${process.execPath}' '${root}/bin/alloc.js' "$@"; }`
  const script = `exec 2>&1\n${alloc}\n${command}\ncode=$?\necho '$ echo $?'\necho $code`
  const shell = spawn('sh', ['-c', script], { cwd: gallery, env: { PATH: process.env.PATH } })
  const chunks: Uint8Array[] = []
  shell.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    shell.on('error', reject)
    shell.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}
