import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts'
import type { Store } from '../../src/service/store.ts'
import { randomLog } from '../reference/random-log.ts'
import type { ReferenceWarehouse } from '../reference/warehouse.ts'
import { holdings } from '../service/engine.ts'
import { checkPromises, holdingsOf, replayBesideReference } from './replay-beside-reference.ts'

const told = { events: 0 }

afterAll(() => expect(told.events).toBeGreaterThan(20_000))

const stores = {
  memory: () => new MemoryStore(),
  sqlite: () => new SqliteStore('memory', { create: true, lockTimeoutMs: 0 }),
}

const turns: readonly {
  store: keyof typeof stores
  written: string
  retryBackorders: boolean
  logs: number
  steps: number
}[] = [
  { store: 'memory', written: 'at once', retryBackorders: false, logs: 150, steps: 40 },
  { store: 'memory', written: 'at once', retryBackorders: true, logs: 150, steps: 40 },
  { store: 'sqlite', written: 'at the end', retryBackorders: false, logs: 150, steps: 40 },
  { store: 'sqlite', written: 'at the end', retryBackorders: true, logs: 150, steps: 40 },
  { store: 'sqlite', written: 'after each event', retryBackorders: false, logs: 150, steps: 40 },
  { store: 'sqlite', written: 'after each event', retryBackorders: true, logs: 150, steps: 40 },
  { store: 'sqlite', written: 'now and then', retryBackorders: true, logs: 150, steps: 40 },
  { store: 'sqlite', written: 'now and then', retryBackorders: true, logs: 10, steps: 400 },
]

const after: {
  readonly [written: string]: ((store: Store, reference: ReferenceWarehouse) => void) | undefined
} = {
  'at once': (store, reference) => {
    checkPromises(store)
    expect(holdings(store)).toEqual(holdingsOf(reference))
  },
  'after each event': (store, reference) => {
    store.flush()
    checkPromises(store)
    expect(holdings(store)).toEqual(holdingsOf(reference))
  },
  'now and then': (store, reference) => {
    if (reference.orderLines().length % 3 === 1) store.flush()
  },
}

test.each(turns)(
  'alloc says and does what the reference does ($store, written $written, retry: $retryBackorders, steps: $steps)',
  { timeout: 120_000 },
  ({ store: kind, written, retryBackorders, logs, steps }) => {
    const anyLog = randomLog({ retryBackorders, malformedIds: true, maxSteps: steps })
    const turn = { retryBackorders, ...(after[written] ? { after: after[written] } : {}) }

    const check = fc.property(anyLog, log => {
      const store = stores[kind]()
      replayBesideReference(store, log, turn)
      store.close()
      told.events += log.length
    })

    fc.assert(check, { numRuns: logs })
  },
)
