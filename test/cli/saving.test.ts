import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = `${root}/fixtures/example.ndjson`

function batch(ref: string): string {
  return `{"type":"BatchCreated","ref":"${ref}","sku":"LAMP","qty":1}\n`
}

/** All rows of all tables. */
function tables(file: string): unknown {
  const db = new Database(file, { readonly: true })
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  const rows = names.map(name => db.prepare(`SELECT * FROM ${name} ORDER BY 1`).all())
  db.close()
  return rows
}

test.concurrent('--db keeps the warehouse in a file of the user alone, without broken references', async () => {
  const file = join(temporaryDirectory(), 'warehouse.db')

  await runAlloc(['replay', '--db', file, 'fixtures/warehouse-day.ndjson'])

  const db = new Database(file, { readonly: true })
  expect(db.pragma('foreign_key_check')).toEqual([])
  expect(db.pragma('application_id', { simple: true })).toBe(0x414c4f43)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  db.close()
})

test.concurrent.each(['event', '1', '3', '7'])(
  'a commit every so many events prints and keeps what a single one does: %s',
  async size => {
    const cwd = temporaryDirectory()
    const other = join(cwd, 'b')
    mkdirSync(other)
    const log = `${root}/fixtures/warehouse-day.ndjson`
    const replay = ['replay', '-o', 'ndjson', '--show', 'events,batches,inputs,stats']

    const whole = await runAlloc([...replay, '--db', 'a.db', log, example], { cwd })
    const grouped = await runAlloc([...replay, '--db', 'a.db', '--commit', size, log, example], {
      cwd: other,
    })

    expect(grouped).toEqual(whole)
    expect(tables(join(cwd, 'b', 'a.db'))).toEqual(tables(join(cwd, 'a.db')))
  },
)

test.concurrent('at a refused event a run goes back to its last commit, and says where that is', async () => {
  const cwd = temporaryDirectory()
  const log = `${batch('b1')}${batch('b2')}\n${batch('b3')}{"type":"BatchArrived","ref":"b9"}\n`
  const replay = ['replay', '-o', 'ndjson', '--db', 'w.db', '--commit', '2', '-']

  const { stdout, stderr, code } = await runAlloc(replay, { cwd, input: log })

  expect(stderr).toContain(
    '\nalloc: stopped at -:5. w.db holds everything up to -:2.\nTo go on when it is mended,',
  )
  expect([stdout, code]).toEqual(['', 1])
  const db = new Database(join(cwd, 'w.db'), { readonly: true })
  expect(db.prepare('SELECT ref FROM batches').pluck().all()).toEqual(['b1', 'b2'])
  const read = Buffer.from(batch('b1') + batch('b2'))
  const sha256 = createHash('sha256').update(read).digest('hex')
  expect(db.prepare('SELECT bytes, lines, sha256, state FROM runs').all()).toEqual([
    { bytes: read.length, lines: 2, sha256, state: 'unfinished' },
  ])
  db.close()
})

test.concurrent('--db stands before or after the name of the command', async () => {
  const cwd = temporaryDirectory()

  await runAlloc(['--db', 'before.db', 'replay', example], { cwd })
  await runAlloc(['replay', example, '--db', 'after.db'], { cwd })

  expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['after.db', 'before.db']))
})

test.concurrent('ALLOC_DB names the warehouse, and the run says which it wrote', async () => {
  const cwd = temporaryDirectory()

  const { stderr } = await runAlloc(['replay', example], { cwd, env: { ALLOC_DB: 'standing.db' } })

  expect(stderr).toMatch(/\nSaved to standing\.db\.\n$/)
  expect(existsSync(join(cwd, 'standing.db'))).toBe(true)
})

test.concurrent.each([[[]], [['--db', ':memory:']], [['--db', 'warehouse.db']]])(
  'a dry run prints what a run would print, and saves nothing: %j',
  async db => {
    const cwd = temporaryDirectory()

    const dry = await runAlloc(['replay', '-n', ...db, example], { cwd })
    const left = readdirSync(cwd)
    const real = await runAlloc(['replay', ...db, example], { cwd })

    expect(dry.stdout).toBe(real.stdout)
    expect(dry.stderr).toBe(real.stderr.replace(/[^\n]+\n$/, 'Dry run: nothing was saved.\n'))
    expect(left).toEqual([])
  },
)

test.concurrent('a dry run on a warehouse prints what a run would print, and leaves it as it was', async () => {
  const cwd = temporaryDirectory()
  const replay = ['replay', '-o', 'ndjson', '--db', 'warehouse.db']
  await runAlloc([...replay, example], { cwd })
  const stockTake = `${root}/fixtures/stock-take.ndjson`

  const dry = await runAlloc([...replay, '-n', stockTake], { cwd })
  const real = await runAlloc([...replay, stockTake], { cwd })

  expect(dry.stdout).toBe(
    real.stdout.replace('"committed":true,"dryrun":false', '"committed":false,"dryrun":true'),
  )
})

test.concurrent('a directory is no database', async () => {
  const cwd = temporaryDirectory()
  mkdirSync(join(cwd, 'stock'))

  const outcome = await runAlloc(['replay', '--db', 'stock', example], { cwd })

  expect(outcome).toEqual({
    stdout: '',
    stderr: 'alloc: error: stock is a directory, not a database\n',
    code: 5,
  })
})

test.concurrent('a file of another kind is no database, and stays as it is', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'notes.txt'), 'twenty tables came in\n')

  const outcome = await runAlloc(['replay', '--db', 'notes.txt', example], { cwd })

  expect(outcome).toEqual({
    stdout: '',
    stderr:
      'alloc: error: notes.txt is not a database [db-foreign]\n    hint: name a database that alloc made, or a new file\n',
    code: 5,
  })
})

test.concurrent('a database of another program is refused', async () => {
  const cwd = temporaryDirectory()
  new Database(join(cwd, 'photos.db')).exec('CREATE TABLE photos (name TEXT)').close()

  const outcome = await runAlloc(['replay', '--db', 'photos.db', example], { cwd })

  expect(outcome).toEqual({
    stdout: '',
    stderr:
      'alloc: error: photos.db is a database of another program [db-foreign]\n    hint: name a database that alloc made, or a new file\n',
    code: 5,
  })
  expect(readdirSync(cwd)).toEqual(['photos.db'])
})

test.concurrent('a database of a newer alloc is refused', async () => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', '--db', 'warehouse.db', example], { cwd })
  new Database(join(cwd, 'warehouse.db')).exec('PRAGMA user_version = 999').close()

  const outcome = await runAlloc(['replay', '--db', 'warehouse.db', example], { cwd })

  expect(outcome).toMatchObject({ stdout: '', stderr: expect.stringContaining('[db-newer]'), code: 5 })
})

test.concurrent.each([
  ['in a directory that is not there', 'nowhere/warehouse.db'],
  ['under a file', 'notes.txt/warehouse.db'],
  ['where a link leads to nothing', 'dangling.db'],
  ['where nothing can be written', '/proc/warehouse.db'],
])('a database %s is one sentence', async (_where, file) => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'notes.txt'), '')
  symlinkSync('nowhere/warehouse.db', join(cwd, 'dangling.db'))

  const { stdout, stderr, code } = await runAlloc(['replay', '--db', file, example], { cwd })

  expect(stderr).toMatch(/^alloc: error: [^\n]+\n( {4}hint: [^\n]+\n)?$/)
  expect({ stdout, code }).toEqual({ stdout: '', code: 5 })
})

test.concurrent('a database that another program is writing is waited for, then refused', async () => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', '--db', 'warehouse.db', example], { cwd })
  const other = new Database(join(cwd, 'warehouse.db')).exec('BEGIN IMMEDIATE')
  const log = '{"type":"BatchArrived","ref":"batch-002"}\n'

  const outcome = await runAlloc(['replay', '--db', 'warehouse.db', '--lock-timeout', '50'], {
    cwd,
    input: log,
  })

  expect(outcome).toMatchObject({ stdout: '', stderr: expect.stringContaining('[db-locked]'), code: 5 })
  other.close()
})

test.concurrent('a database is no log', async () => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', '--db', 'warehouse.db', example], { cwd })

  const outcome = await runAlloc(['replay', '--db', 'warehouse.db', 'warehouse.db'], { cwd })

  expect(outcome).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('is the database itself'),
    code: 2,
  })
})
