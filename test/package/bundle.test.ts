import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'

test('what starts the command line was compiled when it was built', () => {
  const script = `
    const { load, scripts } = require('./bin/bundle.js')
    load('start.cjs')
    load('sqlite.cjs')
    console.log([...scripts.values()].map(script => script.cachedDataRejected))`

  const out = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' })

  expect(out).toBe('[ false, false, false, false ]\n')
})
