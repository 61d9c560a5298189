import { readdirSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { HeldPages } from '../../src/adapters/files/held-pages.ts'
import { MemoryStore, memoryWarehouse, type Published } from '../../src/index.ts'
import { HeldChains } from '../../src/service/held-chains.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { Engine } from './engine.ts'

const page = (n: number) => ({
  ...{ numbers: Int32Array.of(n), names: 'o-1', texts: ['LAMP', 'b-1'] },
  others: [{ type: 'BatchArrived' as const, ref: 'b-1' as never }],
  size: 20,
})

afterEach(() => {
  vi.unstubAllEnvs()
})

test('pages come back in order, those in memory and those in a file that nobody sees', () => {
  const directory = temporaryDirectory()
  vi.stubEnv('TMPDIR', directory)
  const pages = new HeldPages(50)

  for (let n = 1; n <= 9; n++) pages.append(page(n))

  expect([...pages]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(page))
  expect([...pages]).toHaveLength(9)
  expect(readdirSync(directory)).toEqual([])
  pages.close()
})

test('what is no order makes a page by its size, not only by its number', () => {
  const note = 'x'.repeat(4_000)
  const engine = new Engine(new MemoryStore())
  for (let n = 0; n < 100; n++)
    engine.tell({ type: 'BatchCreated', ref: `b-${n}`, sku: 'LAMP', qty: 1, note })
  const held = new HeldChains()

  for (const applied of engine.applications.slice(0, 60)) held.add(applied)
  const early = held.isFull
  for (const applied of engine.applications.slice(60)) held.add(applied)

  expect([early, held.isFull]).toEqual([false, true])
  expect(held.takePage().size).toBeGreaterThan(400_000)
  expect(held.isFull).toBe(false)
})

test('where a page finds no room, the group is read back from the journal, and nothing is lost', async () => {
  vi.stubEnv('TMPDIR', `${temporaryDirectory()}/missing`)
  const warehouse = memoryWarehouse()
  const told: Published[] = []
  warehouse.bus.subscribeToAllEvents(event => told.push(event))
  const note = 'x'.repeat(4_000)
  const log = Array.from({ length: 2_000 }, (_, n) => ({
    ...{ type: 'BatchCreated' as const, ref: `b-${n}`, sku: 'LAMP', qty: 1, note },
  }))

  await warehouse.replay(log)

  expect(() => new HeldPages(0).append(page(1))).toThrow(
    /^what subscribers are to be told of cannot be kept \(ENOENT/,
  )
  expect(told).toEqual([...warehouse.events()])
  expect(told).toHaveLength(2_000)
})
