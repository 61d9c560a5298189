import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts'
import type { Store } from '../../src/service/store.ts'
import { DatabaseFile } from '../contract/database-file.ts'
import { contradictions } from '../contract/histories.ts'
import { randomLog } from '../reference/random-log.ts'
import { Engine, holdings } from '../service/engine.ts'
import { breakages, breakingReplay, hasBroken } from './breaking-replay.ts'

const stores = {
  memory: () => new MemoryStore(),
  sqlite: () => new SqliteStore('memory', { create: true, lockTimeoutMs: 0 }),
}

test.each(['memory', 'sqlite'] as const)(
  'chains that break somewhere are as if their events had never come (%s)',
  { timeout: 60_000 },
  kind => {
    const logs = randomLog()
    const check = fc.property(logs, breakages, fc.integer({ min: 1, max: 50 }), (log, breaks, every) => {
      const [broken, spared] = [stores[kind](), stores[kind]()]

      const told = breakingReplay(
        broken,
        log,
        breaks,
        (line, { store }) => line % every === 0 && store.flush(),
      )
      const engine = new Engine(spared)
      const survivors = [...told.entries()].filter(([, each]) => !hasBroken(each))
      const retold = survivors.map(([index]) => engine.tell(log[index] ?? {}, index + 1))
      engine.replay.commit()

      expect(survivors.map(([, each]) => each)).toEqual(retold)
      expectSame(broken, spared)
    })

    fc.assert(check, { numRuns: 200 })
  },
)

test.each(['memory', 'sqlite'] as const)(
  'a group that is rolled back is as if it had never come (%s)',
  { timeout: 60_000 },
  kind => {
    const check = fc.property(randomLog(), fc.nat(60), fc.nat(60), (log, kept, lost) => {
      const [turned, plain] = [stores[kind](), stores[kind]()]
      const [engine, doomed] = [new Engine(turned), new Engine(turned, { input: 'doomed' })]
      const straight = new Engine(plain)

      const first = engine.tellAll(log.slice(0, kept))
      engine.replay.commit()
      doomed.tellAll(log.slice(kept, kept + lost))
      doomed.replay.rollback()
      const rest = engine.tellAll(log.slice(kept))
      engine.replay.commit()

      expect([...first, ...rest]).toEqual(straight.tellAll(log))
      straight.replay.commit()
      expectSame(turned, plain)
    })

    fc.assert(check, { numRuns: 200 })
  },
)

test('when rows are written shows in no table, and each history is whole', { timeout: 120_000 }, () => {
  const logs = randomLog({ maxSteps: 60 })
  const check = fc.property(logs, breakages, fc.integer({ min: 2, max: 9 }), (log, breaks, every) => {
    const [atOnce, often, grouped] = [new DatabaseFile(), new DatabaseFile(), new DatabaseFile()]

    breakingReplay(atOnce.open(), log, breaks)
    breakingReplay(often.open(), log, breaks, (_line, { store }) => store.flush())
    breakingReplay(grouped.open(), log, breaks, (line, { replay }) => line % every === 0 && replay.commit())

    const tables = atOnce.dump()
    expect(often.dump()).toEqual(tables)
    expect(grouped.dump()).toEqual(tables)
    expect(atOnce.visit(contradictions)).toEqual([])
    for (const file of [atOnce, often, grouped]) file.remove()
  })

  fc.assert(check, { numRuns: 60 })
})

function expectSame(one: Store, other: Store): void {
  expect(holdings(one)).toEqual(holdings(other))
  expect(holdings(one, 'touched')).toEqual(holdings(other, 'touched'))
  expect(one.emitted).toBe(other.emitted)
  one.close()
  other.close()
}
