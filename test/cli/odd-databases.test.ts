import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = `${root}/fixtures/example.ndjson`
const day = `${root}/fixtures/warehouse-day.ndjson`

/** Each command that opens a database; none of them may change one that is not alloc's, or not sound. */
const commands = {
  replay: ['replay', '--db', 'w.db', '--on-error', 'skip', example],
  'replay -n': ['replay', '-n', '--db', 'w.db', '--on-error', 'skip', example],
  check: ['check', '--db', 'w.db', example],
  export: ['export', '--emitted', '--db', 'w.db'],
  trace: ['trace', '--db', 'w.db'],
} as const

const oddities: Readonly<
  Record<string, { make: (file: string) => Promise<void>; code: string | undefined }>
> = {
  'of another program': { make: async file => void foreign(file).close(), code: 'db-foreign' },
  'of another program, in WAL mode': {
    make: async file => {
      const db = foreign(file)
      db.pragma('journal_mode = WAL')
      db.close()
    },
    code: 'db-foreign',
  },
  'of another program that was killed': { make: killedForeign, code: 'db-foreign' },
  'of a newer alloc': { make: file => altered(file, 'PRAGMA user_version = 99'), code: 'db-newer' },
  'of an alloc that never was': {
    make: file => altered(file, 'PRAGMA user_version = 0'),
    code: 'db-foreign',
  },
  'that is no database': {
    make: async file => writeFileSync(file, 'a text\n'.repeat(900)),
    code: 'db-foreign',
  },
  'that was cut': {
    make: async file => {
      await warehouse(file)
      truncateSync(file, 20_480)
    },
    code: 'db-corrupt',
  },
  'that was overwritten in the middle': {
    make: async file => {
      await warehouse(file)
      const bytes = readFileSync(file)
      bytes.fill(0xff, 4_096)
      writeFileSync(file, bytes)
    },
    code: 'db-corrupt',
  },
}

test.concurrent.each(
  Object.keys(oddities).flatMap(what => Object.keys(commands).map(name => [what, name] as const)),
)('a database %s is refused by %s, and stays as it is', async (what, name) => {
  const cwd = temporaryDirectory()
  const oddity = oddities[what]
  await oddity?.make(join(cwd, 'w.db'))
  const before = contentOf(cwd)

  const { stdout, stderr, code } = await runAlloc(commands[name as keyof typeof commands], { cwd })

  expect(stderr).toMatch(new RegExp(`^alloc: error: [^\n]+ \\[${oddity?.code}\\]\n    hint: [^\n]+\n`))
  expect([stdout, code]).toEqual(['', 5])
  expect(contentOf(cwd)).toEqual(before)
})

function foreign(file: string): Database.Database {
  return new Database(file).exec('CREATE TABLE photos (name TEXT); INSERT INTO photos VALUES (1), (2)')
}

async function killedForeign(file: string): Promise<void> {
  const db = foreign(`${file}.there`)
  db.pragma('journal_mode = WAL')
  db.exec('INSERT INTO photos VALUES (3)')
  for (const ending of ['', '-wal', '-shm']) copyFileSync(`${file}.there${ending}`, file + ending)
  db.close()
}

async function altered(file: string, sql: string): Promise<void> {
  await warehouse(file)
  new Database(file).exec(sql).close()
}

async function warehouse(file: string): Promise<void> {
  await runAlloc(['replay', '--db', file, '--show', 'none', day])
}

/** Every file with its bytes, but for the index of a write-ahead log, which holds locks, and an empty log. */
function contentOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory)
      .map(name => [name, readFileSync(join(directory, name), 'base64')] as const)
      .filter(([name, bytes]) => !name.endsWith('-shm') && bytes !== ''),
  )
}
