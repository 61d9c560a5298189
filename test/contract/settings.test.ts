import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Connection } from '../../src/adapters/sqlite/connection.ts'
import type { Place } from '../../src/adapters/sqlite/place.ts'
import { DatabaseFile } from './database-file.ts'

const common = {
  wal_autocheckpoint: 0,
  journal_size_limit: 60 * 1024 * 1024,
  trusted_schema: 0,
  cell_size_check: 1,
  temp_store: 1,
}
let file: DatabaseFile

beforeEach(() => {
  file = new DatabaseFile()
})

afterEach(() => file.remove())

const places: readonly [string, () => Place, Readonly<Record<string, unknown>>][] = [
  ['in a file', () => ({ file: file.path }), { ...common, journal_mode: 'wal', synchronous: 2 }],
  ['in a copy', () => ({ copyOf: file.path }), { ...common, journal_mode: 'persist', synchronous: 0 }],
  ['in a temporary file', () => 'temporary', { ...common, journal_mode: 'delete', synchronous: 0 }],
  ['in memory', () => 'memory', { ...common, journal_mode: 'memory', synchronous: 0 }],
]

test.each(places)(
  'a warehouse %s has its settings before and behind its first write',
  (_, place, settings) => {
    const made = file.open()
    made.begin()
    made.commit()
    const connection = open(place())

    const before = answers(connection, settings)
    connection.begin()
    connection.commit()
    const behind = answers(connection, settings)
    connection.close()

    expect([before, behind]).toEqual([settings, settings])
  },
)

test.each([
  ['synchronous', 'NORMAL', 1],
  ['trusted_schema', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
])('a warehouse in a file takes nothing when %s is %s', (name, value, answer) => {
  const connection = open({ file: file.path })
  connection.db.pragma(`${name} = ${value}`)

  expect(() => connection.begin()).toThrow(`${name} is ${answer}, and not`)

  connection.close()
  expect(file.exists).toBe(false)
})

test('the WAL is moved when it is full, or after many groups, but not while somebody reads it', () => {
  const connection = open({ file: file.path })
  const moves = vi.spyOn(connection.db, 'pragma')
  const write = (rows: number, bytes: number) => {
    connection.begin()
    connection.db.exec(`
      WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${rows})
      INSERT INTO rejects SELECT NULL, 1, 1, '', '', zeroblob(${bytes}), 0, 0 FROM n`)
    connection.commit()
    connection.checkpoint()
    return moves.mock.calls.filter(([name]) => name.startsWith('wal_checkpoint')).length
  }
  const writeAll = () => [write(1_000, 1), write(1_000, 65 * 1024), write(1_000, 1), write(1_000, 1)]

  const alone = writeAll()
  const reader = new Database(file.path, { readonly: true })
  reader.exec('BEGIN; SELECT 1 FROM rejects')
  const read = [...writeAll(), ...writeAll()]
  reader.close()
  const large = Array.from({ length: 200 }, () => write(1, 1024 * 1024))
  const small = Array.from({ length: 600 }, () => write(1, 1))
  connection.close()

  expect(alone).toEqual([0, 1, 1, 1])
  expect(read).toEqual([1, 2, 2, 2, 2, 3, 3, 3])
  expect(large.at(-1)).toBeGreaterThan(5)
  expect((small.at(-1) ?? 0) - (large.at(-1) ?? 0)).toBe(1)
})

function open(place: Place): Connection {
  return new Connection(place, { create: true, lockTimeoutMs: 1_000 })
}

function answers({ db }: Connection, settings: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.keys(settings).map(name => [name, db.pragma(name, { simple: true })]))
}
