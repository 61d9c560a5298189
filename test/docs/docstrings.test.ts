import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as library from '../../src/index.ts'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

/** Examples stand in docstrings behind `@example`, and say behind `//` what they print. */
const sources = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.ts'),
)
const examples = sources.flatMap(name => {
  const found = readFileSync(`${root}/src/${name}`, 'utf8').matchAll(
    /@example\n\s*\* ```js\n(.*?)\n\s*\* ```/gs,
  )
  return [...found].map(([, lines = '']) => [name, lines.replace(/^ *\* ?/gm, '')] as const)
})

test('there are examples of the warehouse, the bus, what is read and what is sent', () => {
  expect([...new Set(examples.map(([name]) => name))].toSorted()).toEqual([
    ...['index.ts', 'service/event-bus.ts', 'service/notifications.ts', 'service/warehouse.ts'],
    ...['wire/decode-text.ts', 'wire/records.ts'],
  ])
})

test.concurrent.each(examples)('an example of %s prints what it says: %j', (_name, example) => {
  const said = [...example.matchAll(/\/\/ (.*)$/gm)].map(([, text]) => text)

  const { stdout, stderr } = ranAlone(example)

  expect(stderr).toBe('')
  expect(said.length).toBeGreaterThan(0)
  expect(stdout.trimEnd().split('\n')).toEqual(said)
})

function ranAlone(example: string) {
  const cwd = temporaryDirectory()
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(root, join(cwd, 'node_modules', 'alloc-replay'))
  cpSync(`${root}/fixtures/example.ndjson`, join(cwd, 'fixtures/example.ndjson'))
  const names = Object.keys(library).filter(name => new RegExp(`\\b${name}\\b`).test(example))
  const imports = `import { ${names.join(', ')} } from 'alloc-replay'\nimport { createReadStream } from 'node:fs'\n`
  writeFileSync(join(cwd, 'example.mjs'), imports + example)
  return spawnSync(process.execPath, ['example.mjs'], { cwd, encoding: 'utf8' })
}
