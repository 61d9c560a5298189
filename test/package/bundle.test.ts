import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'

test('what a replay runs was compiled when it was built', () => {
  const script = `
    const { load, scripts } = require('./bin/bundle.js')
    const { main } = load('main.cjs')
    main(['replay', '--show', 'none', '-q', 'fixtures/example.ndjson']).then(() => {
      for (const [path, { cachedDataRejected }] of scripts) if (cachedDataRejected !== false) console.log(path)
      console.log(scripts.size)
    })`

  const out = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' })

  expect(out).toBe('4\n')
})
