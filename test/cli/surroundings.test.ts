import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { allRows } from './warehouse-rows.ts'

const logs = ['warehouse-day', 'example'].map(name => `${root}/fixtures/${name}.ndjson`)

test.concurrent.each(['human', 'ndjson', 'json'])(
  'time zone and locale leave no trace in what is printed and kept: %s',
  async output => {
    const replay = [
      'replay',
      '--db',
      'w.db',
      '-o',
      output,
      '--show',
      'events,inputs,batches,backorders,stats',
      ...logs,
    ]
    const [here, there] = [temporaryDirectory(), temporaryDirectory()]
    const far = { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'ar_EG.UTF-8', LANGUAGE: 'tr' }

    const printed = await runAlloc(replay, { cwd: here, env: { TZ: 'UTC', LC_ALL: 'C' } })
    const elsewhere = await runAlloc(replay, { cwd: there, env: far })

    expect(elsewhere).toEqual(printed)
    expect(printed.stdout).not.toBe('')
    expect(allRows(join(there, 'w.db'))).toEqual(allRows(join(here, 'w.db')))
  },
)
