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

type Import = { readonly from: string; readonly to: string }

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
const imports = files.flatMap(importsOf)

test('the imports of the whole source are read', () => {
  const byHand = imports.filter(
    ({ from }) => from === 'service/store-error.ts' || from === 'adapters/sqlite/errors.ts',
  )

  expect(byHand).toEqual([
    { from: 'adapters/sqlite/errors.ts', to: 'packages' },
    { from: 'adapters/sqlite/errors.ts', to: 'service/store-error.ts' },
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
  const cycles = files.filter(file => reachable(file).has(file))

  expect(cycles).toEqual([])
})

test('no file has more than 300 lines', () => {
  const long = files.filter(file => readFileSync(join(src, file), 'utf8').trimEnd().split('\n').length > 300)

  expect(long).toEqual([])
})

test('the public library loads no native module by itself', () => {
  const native = files.filter(
    file =>
      files.includes('index.ts') && reachable('index.ts').has(file) && file.startsWith('adapters/sqlite/'),
  )

  expect(native).toEqual([])
})

/** Statements, dynamic imports and re-exports alike. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(src, file), 'utf8')
  const specifiers = source.matchAll(
    /(?:^(?:import|export)\b[^'"`;]*?from |^import |\bimport\(\s*)['"]([^'"]+)['"]/gm,
  )
  return [...specifiers].map(([, specifier = '']) => ({ from: file, to: target(file, specifier) }))
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

function reachable(file: string, seen = new Set<string>()): Set<string> {
  for (const { from, to } of imports) {
    if (from !== file || seen.has(to)) continue
    seen.add(to)
    reachable(to, seen)
  }
  return seen
}
