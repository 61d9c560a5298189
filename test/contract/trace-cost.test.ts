import { readFileSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { SqliteHistory } from '../../src/adapters/sqlite/sqlite-history.ts'
import { WarehouseReader } from '../../src/adapters/sqlite/warehouse-reader.ts'
import { placeOfCause, tracedEvent, unknownName } from '../../src/cli/journaled-event.ts'
import { storyOf } from '../../src/service/story.ts'
import { Engine } from '../service/engine.ts'
import { DatabaseFile } from './database-file.ts'

/** Steps by an index, and through a list of wanted rows that is handed to the statement. */
const throughNoTable = /^(?:SEARCH|USE TEMP B-TREE FOR (?:ORDER BY|DISTINCT)|SCAN wanted VIRTUAL TABLE)/

test('whatever is traced, no statement goes through a table', () => {
  const file = new DatabaseFile()
  const engine = new Engine(file.open())
  engine.tellAll([
    { type: 'BatchCreated', id: 'e-1', ref: 'b-1', sku: 'LAMP', qty: 5 },
    { type: 'AllocationRequired', id: 'e-2', correlationid: 'web-1', orderid: 'o-1', sku: 'LAMP', qty: 5 },
    { type: 'AllocationRequired', id: 'e-3', orderid: 'o-2', sku: 'LAMP', qty: 5 },
    { type: 'OrderLineShipped', id: 'e-4', orderid: 'o-1', sku: 'LAMP' },
  ])
  engine.replay.commit()
  file.close()
  const db = new Database(file.path)
  const explaining = new Database(file.path)
  const statements = new Set<string>()
  const { prepare } = db
  Object.assign(db, {
    prepare: (sql: string) => {
      statements.add(sql)
      return prepare.call(db, sql)
    },
  })
  const history = new SqliteHistory(db)

  for (const name of [undefined, 'e-1', 'e-2~1', 'web-1', 'o-1', 'b-1', 'nothing']) {
    for (const { position, part } of storyOf(name, undefined, history)?.chapters ?? []) {
      tracedEvent(history.chain(position, part), history)
    }
  }
  placeOfCause('e-2~1', history)
  unknownName('nothing', undefined, 'w.db', history)
  history.batchesOf('LAMP', 3)

  const plans = [...statements].flatMap(sql => {
    const parameters = Array.from(sql.matchAll(/\?/g), () => 1)
    const plan = explaining.prepare<number[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    return plan.all(...parameters).map(step => step.detail)
  })
  expect(statements.size).toBeGreaterThan(12)
  const throughTables = plans.filter(step => !throughNoTable.test(step))
  expect(throughTables).toEqual([])
  db.close()
  explaining.close()
  file.remove()
})

test('a trace in a warehouse of ten thousand events reads no more than a few of its pages', () => {
  const file = new DatabaseFile()
  const engine = new Engine(file.open())
  engine.tell({ type: 'BatchCreated', id: 'e-1', ref: 'b-1', sku: 'LAMP', qty: 5_000 })
  for (let n = 2; n <= 10_000; n++)
    engine.tell({ type: 'AllocationRequired', id: `e-${n}`, orderid: `o-${n}`, sku: 'LAMP', qty: 1 })
  engine.replay.commit()
  file.close()
  const pages = statSync(file.path).size / pageSize

  const read = ['e-5000', 'e-7000~1', 'o-9000', 'nothing'].map(name => {
    const reader = new WarehouseReader(file.path, 100)
    const before = bytesRead()
    reader.past(history => {
      for (const { position, part } of storyOf(name, undefined, history)?.chapters ?? [])
        history.chain(position, part)
    })
    const after = bytesRead()
    reader.close()
    return (after - before) / pageSize
  })

  expect(pages).toBeGreaterThan(400)
  expect(read.filter(count => count > 30)).toEqual([])
  expect(Math.max(...read)).toBeGreaterThan(1)
  file.remove()
})

const pageSize = 4_096

/** What this process has read so far, from files and from what is cached of them. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
}
