import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'
import { copiedBuild } from '../crash/altered-build.ts'

test('what a replay runs was compiled when it was built', () => {
  expect(compiledAnew(root)).toEqual([])
})

test.each([
  [
    'code that is damaged',
    /^alloc\.cjs\./,
    (bytes: Buffer) => bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 3),
  ],
  ['code that was cut', /^alloc\.cjs\./, (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['code of another source', /^alloc\.cjs$/, (bytes: Buffer) => commented(bytes)],
])('%s is compiled anew', (_what, name, change) => {
  const copy = copiedBuild()
  const bundle = join(copy, 'dist/bundle')
  const file = readdirSync(bundle).find(file => name.test(file))
  const path = join(bundle, file ?? '')
  writeFileSync(path, change(readFileSync(path)))

  expect(compiledAnew(copy)).toEqual(['alloc.cjs'])
})

/** A source with another remark, as long as it was. */
function commented(source: Buffer): Buffer {
  const remark = source.indexOf('// dist/')
  return source.fill('-', remark + 3, remark + 7)
}

/** Which files of a bundle were compiled, and not taken from what is kept, when its command replayed a log. */
function compiledAnew(directory: string): readonly string[] {
  const script = `
    const { load, scripts } = require('./bin/bundle.js')
    const { main } = load('main.cjs')
    main(['replay', '--show', 'none', '-q', '${root}/fixtures/example.ndjson']).then(status => {
      const files = [...scripts].filter(([, script]) => script.cachedDataRejected !== false)
      console.log(JSON.stringify({ status, count: scripts.size, files: files.map(([path]) => path) }))
    })`
  const out = execFileSync(process.execPath, ['-e', script], { cwd: directory, encoding: 'utf8' })
  const { status, count, files } = JSON.parse(out)
  expect({ status, count }).toEqual({ status: 0, count: 4 })
  return files.map((path: string) => path.slice(path.lastIndexOf('/') + 1))
}
