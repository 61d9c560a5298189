import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const src = new URL('../../src/', import.meta.url).pathname

/** Which folder may import which, besides itself; `packages` are npm's, `node` the platform's modules. */
const allowed: { readonly [folder: string]: readonly string[] } = {
  domain: [],
  service: ['domain', 'node'],
  wire: ['domain', 'service', 'node', 'packages'],
  report: ['domain', 'service', 'node', 'packages'],
  adapters: ['domain', 'service', 'node', 'packages'],
  cli: ['domain', 'service', 'wire', 'report', 'adapters', 'node', 'packages'],
  'index.ts': ['domain', 'service', 'wire', 'report', 'adapters', 'node'],
}

/** It is eager unless it is of types alone, or waits in an `import()`. */
type Import = { readonly from: string; readonly to: string; readonly eager: boolean }

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
const imports = files.flatMap(importsOf)
const eager = imports.filter(each => each.eager)

test('the imports of the whole source are read', () => {
  const byHand = imports.filter(
    ({ from }) => from === 'service/store-error.ts' || from === 'adapters/sqlite/errors.ts',
  )

  expect(byHand).toEqual([
    { from: 'adapters/sqlite/errors.ts', to: 'packages', eager: true },
    { from: 'adapters/sqlite/errors.ts', to: 'service/store-error.ts', eager: true },
    { from: 'adapters/sqlite/errors.ts', to: 'adapters/sqlite/journal-damage.ts', eager: true },
  ])
  expect(files.length).toBeGreaterThan(80)
})

test('imports run one way', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [own, other] = [folder(from), folder(to)]
    return own !== other && !allowed[own]?.includes(other)
  })

  expect(wrong).toEqual([])
})

test('an adapter never imports another', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [own, other] = [adapter(from), adapter(to)]
    return own !== undefined && other !== undefined && own !== other
  })

  expect(wrong).toEqual([])
})

test('what is imported is there', () => {
  const missing = imports.filter(({ to }) => to !== 'packages' && to !== 'node' && !files.includes(to))

  expect(missing).toEqual([])
})

test('no file imports itself, directly or by way of others', () => {
  const cycles = files.filter(file => reachable(file, imports).has(file))

  expect(cycles).toEqual([])
})

test('no file has more than 300 lines', () => {
  const long = files.filter(file => readFileSync(join(src, file), 'utf8').trimEnd().split('\n').length > 300)

  expect(long).toEqual([])
})

test('to import the public library loads no package, and so nothing native', () => {
  const loaded = reachable('index.ts', eager)

  expect([...loaded]).toContain('service/replay.ts')
  expect([...loaded].filter(file => file === 'packages' || file.startsWith('adapters/sqlite/'))).toEqual([])
})

/** Statements, re-exports and dynamic imports. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(src, file), 'utf8')
  const found = source.matchAll(
    /(^(?:import|export)\b[^'"`;=]*?from |^import |\bimport\(\s*)['"]([^'"]+)['"]/gm,
  )
  return [...found].map(([, words = '', specifier = '']) => {
    const eager = !words.includes('(') && !/^(?:import|export) type\b/.test(words)
    return { from: file, to: target(file, specifier), eager }
  })
}

function target(file: string, specifier: string): string {
  if (specifier.startsWith('node:')) return 'node'
  return specifier.startsWith('.') ? relative(src, join(src, dirname(file), specifier)) : 'packages'
}

function folder(file: string): string {
  return file.split('/')[0] ?? file
}

function adapter(file: string): string | undefined {
  return /^adapters\/([^/]+)\//.exec(file)?.[1]
}

function reachable(file: string, by: readonly Import[], seen = new Set<string>()): Set<string> {
  for (const { from, to } of by) {
    if (from !== file || seen.has(to)) continue
    seen.add(to)
    reachable(to, by, seen)
  }
  return seen
}
