import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts'
import type { Store } from '../../src/service/store.ts'
import { randomLog } from '../reference/random-log.ts'
import type { ReferenceWarehouse } from '../reference/warehouse.ts'
import { holdings } from '../service/engine.ts'
import { type Beside, checkPromises, holdingsOf, replayBesideReference } from './replay-beside-reference.ts'

type Way = {
  readonly way: string
  readonly open: () => Store
  readonly after: Beside['after']
}

const inMemory = () => new MemoryStore()
const inSqlite = () => new SqliteStore('memory', { create: true, lockTimeoutMs: 0 })

const ways: readonly Way[] = [
  { way: 'in memory', open: inMemory, after: compareNow },
  { way: 'in SQLite, written at the end', open: inSqlite, after: undefined },
  { way: 'in SQLite, written now and then', open: inSqlite, after: writeNowAndThen },
  { way: 'in SQLite, written after each event', open: inSqlite, after: writeAndCompare },
]
const turns = ways.flatMap(way => [
  { ...way, retryBackorders: false, logs: 120, maxSteps: 40 },
  { ...way, retryBackorders: true, logs: 120, maxSteps: 40 },
  { ...way, retryBackorders: true, logs: 5, maxSteps: 400 },
])
let told = 0

test.each(turns)(
  'alloc does and says what the reference does ($way; retry: $retryBackorders; $maxSteps steps)',
  { timeout: 120_000 },
  ({ open, after, logs, ...options }) => {
    const check = fc.property(randomLog({ ...options, malformedIds: true }), log => {
      const store = open()
      replayBesideReference(store, log, { ...options, after })
      store.close()
      told += log.length
    })

    fc.assert(check, { numRuns: logs })
  },
)

test('they were told more than twenty thousand events', () => {
  expect(told).toBeGreaterThan(20_000)
})

function compareNow(store: Store, reference: ReferenceWarehouse): void {
  checkPromises(store)
  expect(holdings(store)).toEqual(holdingsOf(reference))
}

function writeAndCompare(store: Store, reference: ReferenceWarehouse): void {
  store.flush()
  compareNow(store, reference)
}

function writeNowAndThen(store: Store, reference: ReferenceWarehouse): void {
  if (reference.orderLines().length % 3 === 1) store.flush()
}
