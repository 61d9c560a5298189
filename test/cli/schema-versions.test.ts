import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { allRows } from './warehouse-rows.ts'

/** A warehouse as a dump of that version keeps it: one log applied, another stopped by its second refusal. */
const kept = readFileSync(`${root}/fixtures/schema-1.sql`, 'utf8')
const log = `${root}/fixtures/schema-1.ndjson`
const replay = ['replay', '--db', 'w.db', '-o', 'ndjson', '--commit', '1', '--on-error', 'skip']

test.concurrent('a warehouse of schema version 1 is laid out like a new one, with the same rows', async () => {
  const [old, fresh] = [temporaryDirectory(), temporaryDirectory()]
  new Database(join(old, 'w.db')).exec(kept).close()

  await runAlloc([...replay, `${root}/fixtures/example.ndjson`], { cwd: fresh })
  await runAlloc([...replay, '--max-errors', '1', log], { cwd: fresh })

  expect(layout(join(fresh, 'w.db'))).toEqual(layout(join(old, 'w.db')))
  expect(allRows(join(fresh, 'w.db'))).toEqual(allRows(join(old, 'w.db')))
})

test.concurrent('a warehouse of schema version 1 is gone on with', async () => {
  const cwd = temporaryDirectory()
  new Database(join(cwd, 'w.db')).exec(kept).close()
  copyFileSync(log, join(cwd, 'schema-1.ndjson'))

  const again = await runAlloc([...replay, '--resume', `${root}/fixtures/example.ndjson`], { cwd })
  const { stdout, code } = await runAlloc([...replay, '--resume', 'schema-1.ndjson'], { cwd })
  const exported = await runAlloc(['export', '--emitted', '--db', 'w.db'], { cwd })

  expect(again.stdout).toMatch(/^\{"record":"summary","read":0,/)
  expect(code).toBe(1)
  expect(stdout).toMatch(/^[^\n]*"seq":9,"at":"schema-1\.ndjson:8","orderid":"last-order"/)
  expect(exported.stdout.trimEnd().split('\n')).toHaveLength(9)
})

function layout(file: string): unknown {
  const db = new Database(file, { readonly: true })
  try {
    const schema = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all()
    return [schema, db.pragma('user_version'), db.pragma('application_id')]
  } finally {
    db.close()
  }
}
