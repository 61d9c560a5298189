import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteProducts } from '../../src/adapters/sqlite/products.ts'
import { schema, temporarySchema } from '../../src/adapters/sqlite/schema.ts'
import { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts'
import {
  allocationRequired,
  batchArrived,
  batchCreated,
  batchQuantityChanged,
  orderLineCancelled,
  orderLineShipped,
  sku,
  stockCounted,
} from '../domain/facts.ts'
import { Engine, holdings } from '../service/engine.ts'
import { DatabaseFile } from './database-file.ts'
import { contradictions } from './histories.ts'
import { storeContract } from './store-contract.ts'

storeContract('a warehouse in a database file', () => {
  const file = new DatabaseFile()
  return {
    store: file.open(),
    reopen: () => file.reopen(),
    end: () => {
      file.close()
      expect(file.exists ? file.visit(contradictions) : []).toEqual([])
      file.remove()
    },
  }
})

for (const place of ['temporary', 'memory'] as const) {
  storeContract(`a warehouse in a database that nobody sees: ${place}`, () => {
    const store = new SqliteStore(place, { create: true, lockTimeoutMs: 1_000 })
    return { store, reopen: () => store, end: () => store.close() }
  })
}

let file: DatabaseFile

beforeEach(() => {
  file = new DatabaseFile()
})

afterEach(() => file.remove())

test('a version that changed behind the back of a group is noticed when it is written', () => {
  const db = new Database(':memory:')
  db.exec(schema)
  db.exec(temporarySchema)
  db.exec("INSERT INTO products VALUES (1, 'LAMP', 4)")
  const products = new SqliteProducts(db)
  products.get(sku('LAMP'))?.addBatch(batchCreated('b1', 10))
  products.get(sku('LAMP'))?.settle()

  db.exec('UPDATE products SET version = 7')

  expect(() => products.flush()).toThrow('1 of 1 rows of products are not as they were read')
})

test('what somebody else committed between two groups is seen', () => {
  const ours = new Engine(file.open())
  ours.tellAll([batchCreated('b1', 10), allocationRequired('o1', 4)])
  ours.replay.commit()
  const theirs = new Engine(file.open())
  theirs.tellAll([allocationRequired('o2', 6), batchCreated('b2', 1)])
  theirs.replay.commit()

  const { emitted } = ours.tell({ ...allocationRequired('o3', 1), id: 'e1' })
  ours.replay.commit()

  expect(emitted).toMatchObject([{ type: 'Allocated', seq: 3, batchref: 'b2' }])
  expect(file.visit(contradictions)).toEqual([])
})

test('touched are the batches and backorders that a replay named or changed', () => {
  const first = new Engine(file.open())
  first.tellAll([batchCreated('b1', 9), batchCreated('b2', 5), batchCreated('b3', 5), batchCreated('b4', 5)])
  first.tellAll([allocationRequired('o1', 11), allocationRequired('o2', 12), allocationRequired('o3', 3)])
  first.replay.commit()

  const second = new Engine(file.reopen())
  second.tellAll([batchCreated('b2', 5), allocationRequired('o3', 3), allocationRequired('o2', 13)])
  second.tellAll([orderLineShipped('o3'), batchArrived('b4'), batchArrived('nowhere')])
  second.replay.commit()

  const { batches, backorders } = holdings(second.store, 'touched')
  expect(batches).toMatchObject([{ ref: 'b1' }, { ref: 'b2' }, { ref: 'b4' }])
  expect(backorders).toEqual([{ orderid: 'o2', sku: 'LAMP', qty: 13 }])
})

test('refused lines are kept with reason and bytes, but for those of a group that was rolled back', () => {
  const engine = new Engine(file.open())
  engine.tellAll([batchCreated('b1', 1), batchArrived('nowhere')])
  engine.replay.commit()

  engine.tell({ type: 'Nonsense' })
  engine.replay.rollback()

  expect(file.rows('SELECT run, origin_line, code, message, CAST(original AS TEXT) FROM rejects')).toEqual([
    [1, 2, 'unknown-batch', 'there is no batch "nowhere"', '{"type":"BatchArrived","ref":"nowhere"}'],
  ])
})

test('an input is on record with how far it was read', () => {
  const engine = new Engine(file.open())
  engine.tell(batchCreated('b1', 1))
  engine.replay.endInput({ bytes: 70, lines: 1, sha256: 'ab' })
  engine.beginInput('log')
  engine.tell(batchCreated('b2', 1))

  engine.replay.commit()

  expect(file.rows('SELECT name, n, bytes, lines, sha256, state FROM runs')).toEqual([
    ['log', 1, 70, 1, 'ab', 'complete'],
    ['log', 2, 0, 0, '', 'unfinished'],
  ])
})

test('a chain is on record in one row: what came in, what it emitted, who touched these lines before', () => {
  const engine = new Engine(file.open())
  engine.tellAll([batchCreated('b1', 9), batchCreated('b2', 3), allocationRequired('o1', 4)])
  engine.tell(allocationRequired('o2', 5))

  engine.tell({ ...batchQuantityChanged('b1', 1), id: 'e1', correlationid: 'k', source: 'shop' })
  engine.replay.commit()

  expect(
    file.rows(
      'SELECT id, source, origin_line, correlationid, seq, emitted, earlier FROM events WHERE position = 5',
    ),
  ).toEqual([['e1', 'shop', 5, 'k', 2, 'R0,1,4,1;R0,2,5,1;O1,1,4;O2,2,5', 'l1:3;l2:4;b1:1:9']])
})

test('a line that was written early in its chain still names that chain as its last event', () => {
  const engine = new Engine(file.open())
  engine.tellAll([batchCreated('b1', 5), allocationRequired('o1', 5), allocationRequired('o2', 5)])

  engine.tell({ ...orderLineCancelled('o1'), retrybackorders: true })
  engine.replay.commit()

  expect(file.visit(contradictions)).toEqual([])
})

test('lines that a stock-take moved, then offered others their place, name it as their last event', () => {
  const engine = new Engine(file.open())
  engine.tellAll([batchCreated('b1', 5), batchCreated('b2', 1), allocationRequired('o1', 5)])
  engine.tell(allocationRequired('o2', 4))

  engine.tell({ ...stockCounted({ b1: 4, b2: 2 }), retrybackorders: true })
  engine.replay.commit()

  expect(file.visit(contradictions)).toEqual([])
})

test('a database is told from others by its application id and schema number', () => {
  const engine = new Engine(file.open())
  engine.tell(batchCreated('b1', 1))
  engine.replay.commit()

  expect(file.rows('PRAGMA application_id')).toEqual([[0x414c4f43]])
  expect(file.rows('PRAGMA user_version')).toEqual([[1]])
})

test('a warehouse that was opened and never written leaves no file', () => {
  file.open()

  file.close()

  expect(file.exists).toBe(false)
})

test.each([
  ['another program', 'PRAGMA application_id = 7', 'db-foreign'],
  ['nobody, with tables', 'CREATE TABLE mine (x)', 'db-foreign'],
  ['a newer alloc', 'PRAGMA application_id = 1095520067; PRAGMA user_version = 99', 'db-newer'],
])('a database of %s is refused and left as it is', (_whose, sql, code) => {
  file.visit(db => db.exec(`CREATE TABLE IF NOT EXISTS theirs (x); ${sql}`))

  const opening = () => file.open()

  expect(opening).toThrow(expect.objectContaining({ name: 'StoreError', code }))
  expect(file.rows('PRAGMA journal_mode')).toEqual([['delete']])
})
