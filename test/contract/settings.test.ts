import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connection } from '../../src/adapters/sqlite/connection.ts'
import type { Place } from '../../src/adapters/sqlite/place.ts'
import { DatabaseFile } from './database-file.ts'

const common = {
  wal_autocheckpoint: 0,
  journal_size_limit: 64 * 1024 * 1024,
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

function open(place: Place): Connection {
  return new Connection(place, { create: true, lockTimeoutMs: 1_000 })
}

function answers({ db }: Connection, settings: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.keys(settings).map(name => [name, db.pragma(name, { simple: true })]))
}
