import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

const project = temporaryDirectory()
let packed: readonly string[] = []

/** An empty project that has the package as npm would unpack it, and this checkout's dependencies. */
beforeAll(() => {
  const [{ filename, files }] = JSON.parse(
    ran('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], root),
  )
  packed = files.map(({ path }: { readonly path: string }) => path)
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, 'alloc-replay'), { recursive: true })
  ran('tar', ['-xzf', filename, '-C', join(modules, 'alloc-replay'), '--strip-components=1'], project)
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
})

test('the package has the command, the library, their documents, and nothing else', () => {
  const folders = new Set(
    packed.map(path =>
      path
        .split('/')
        .slice(0, path.startsWith('dist/') ? 2 : 1)
        .join('/'),
    ),
  )

  expect([...folders].toSorted()).toEqual([
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'bin'],
    ...['dist/adapters', 'dist/bundle', 'dist/domain', 'dist/index.d.ts', 'dist/index.js'],
    ...['dist/service', 'dist/wire', 'docs', 'package.json'],
  ])
  expect(packed.filter(path => !/\.(?:c?js|d\.ts|md)$|^LICENSE$|package\.json$/.test(path))).toEqual([])
})

test('the command runs from the package', () => {
  const alloc = join(project, 'node_modules/alloc-replay/bin/alloc.js')

  const out = ran(process.execPath, [alloc, 'replay', '-q', `${root}/fixtures/example.ndjson`], project)

  expect(out).toContain('batch-002')
})

test('the library is imported with its types, and loads nothing native before a SQLite warehouse is opened', () => {
  writeFileSync(join(project, 'main.ts'), program)
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...{ module: 'nodenext', target: 'es2023', lib: ['es2023'], types: ['node'], strict: true },
        ...{ skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      },
      files: ['main.ts'],
    }),
  )

  ran(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], project)
  const out = ran(process.execPath, ['main.js'], project)

  expect(out.split('\n')).toEqual(['native modules: 0', 'o-2 waits', 'b-1: 2 of 3', 'native modules: 1', ''])
})

const program = `
import { createRequire } from 'node:module'
import { type EventBus, memoryWarehouse, openWarehouse, type Published, type Warehouse } from 'alloc-replay'

const { cache } = createRequire(import.meta.url)
const natives = (): number => Object.keys(cache).filter(path => path.endsWith('.node')).length

const told: string[] = []
const subscribe = (bus: EventBus): void => {
  bus.subscribe('OutOfStock', event => told.push(event.orderid))
  bus.subscribe('Allocated', (event: Published<'Allocated'>) => event.batchref)
  // @ts-expect-error there is no such event
  if (told.length > 9) bus.subscribe('Alocated', () => {})
}

async function replayInto(warehouse: Warehouse): Promise<void> {
  subscribe(warehouse.bus)
  await warehouse.replay([
    { type: 'BatchCreated', ref: 'b-1', sku: 'LAMP', qty: 3 },
    { type: 'AllocationRequired', orderid: 'o-1', sku: 'LAMP', qty: 2 },
    { type: 'AllocationRequired', orderid: 'o-2', sku: 'LAMP', qty: 2 },
  ])
}

await replayInto(memoryWarehouse())
console.log('native modules: ' + natives())
console.log(told.join() + ' waits')
const warehouse = await openWarehouse('memory')
await replayInto(warehouse)
for (const { ref, allocated, qty } of warehouse.batches()) console.log(ref + ': ' + allocated + ' of ' + qty)
await warehouse.close()
console.log('native modules: ' + natives())
`

function ran(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}
