import { copyFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRemote } from '../../src/adapters/sqlite/database-path.ts'
import { isWarehouse } from '../../src/adapters/sqlite/identity.ts'
import { batchCreated } from '../domain/facts.ts'
import { Engine } from '../service/engine.ts'
import { DatabaseFile } from './database-file.ts'

let file: DatabaseFile

beforeEach(() => {
  file = new DatabaseFile()
})

afterEach(() => file.remove())

test.each([
  ['deleted', (path: string) => rmSync(path)],
  [
    'replaced by another file',
    (path: string) => {
      copyFileSync(path, `${path}.copy`)
      renameSync(`${path}.copy`, path)
    },
  ],
])('a database that was %s between two groups takes no more', (what, loseIt) => {
  const engine = new Engine(file.open())
  engine.tell(batchCreated('b1', 1))
  engine.replay.commit()

  loseIt(file.path)

  const message = `${file.path} was ${what} while it was in use`
  expect(() => engine.tell(batchCreated('b2', 1))).toThrow(
    expect.objectContaining({ code: 'db-replaced', message }),
  )
})

test('a database that was deleted within a group does not acknowledge it', () => {
  const engine = new Engine(file.open())
  engine.tell(batchCreated('b1', 1))

  rmSync(file.path)

  expect(() => engine.replay.commit()).toThrow(expect.objectContaining({ code: 'db-replaced' }))
})

test('two who made the same new database write into one', () => {
  const [ours, theirs] = [new Engine(file.open()), new Engine(file.open())]
  ours.tell(batchCreated('b1', 1))
  ours.replay.commit()

  theirs.tell(batchCreated('b2', 1))
  theirs.replay.commit()

  expect(file.rows('SELECT ref FROM batches')).toEqual([['b1'], ['b2']])
})

test('who made a database and has nothing to keep leaves it to another who uses it', () => {
  const [ours, theirs] = [file.open(), new Engine(file.open())]
  ours.close()
  theirs.tell(batchCreated('b1', 1))

  theirs.replay.commit()

  expect(file.rows('SELECT ref FROM batches')).toEqual([['b1']])
})

test('a database of another program with a write-ahead log keeps it', () => {
  const other = new Database(file.path)
  other.pragma('journal_mode = WAL')
  other.exec('CREATE TABLE photos (name TEXT)')
  copyFileSync(file.path, `${file.path}2`)
  copyFileSync(`${file.path}-wal`, `${file.path}2-wal`)
  other.close()

  const opening = () => file.open(`${file.path}2`)

  expect(opening).toThrow(expect.objectContaining({ code: 'db-foreign' }))
  expect(file.sizeOf('2-wal')).toBeGreaterThan(0)
})

test('of two who go on with the same input the second is told that it has moved', () => {
  const first = new Engine(file.open())
  first.tell(batchCreated('b1', 1))
  first.replay.commit({ bytes: 10, lines: 1, sha256: 'a' })
  const resumed = first.store.run(1)
  const [ours, theirs] = [new Engine(file.open()), new Engine(file.open())]
  for (const { replay } of [ours, theirs]) replay.beginInput('log', resumed ? { resumed } : {})

  ours.tell(batchCreated('b2', 1), 2)
  ours.replay.commit({ bytes: 20, lines: 2, sha256: 'b' })

  expect(() => theirs.tell(batchCreated('b2', 1), 2)).toThrow('another alloc has gone on with the same input')
  theirs.replay.rollback()
  const late = new Engine(file.open())
  const moved = late.store.run(1)
  late.replay.beginInput('log', moved ? { resumed: moved } : {})
  late.tell(batchCreated('b3', 1), 3)
  late.replay.commit({ bytes: 30, lines: 3, sha256: 'c' })
  expect(() => ours.tell(batchCreated('b3', 1), 3)).toThrow('another alloc has gone on with the same input')
})

test('NFS and Windows shares are told from the disk on which the tests run', () => {
  file.open()

  expect([0x6969, 0xff534d42, 0xfe534d42].map(isRemote)).toEqual([true, true, true])
  // As signed numbers, too, which 32-bit systems give.
  expect(isRemote(0xff534d42 | 0)).toBe(true)
  expect(isRemote(statfsSync(file.path).type)).toBe(false)
})

test('a database of which another process makes a warehouse meanwhile is not taken for a foreign one', () => {
  const db = new Database(file.path)
  db.pragma('journal_mode = WAL')
  const pragma = db.pragma.bind(db)
  db.pragma = (...args) => {
    const answer = pragma(...args)
    if (args[0] === 'application_id') {
      const other = new Engine(file.open())
      other.tell(batchCreated('b1', 1))
      other.replay.commit()
    }
    return answer
  }

  expect(isWarehouse(db, 'w.db')).toBe(false)

  db.pragma = pragma
  expect(isWarehouse(db, 'w.db')).toBe(true)
  db.close()
})
