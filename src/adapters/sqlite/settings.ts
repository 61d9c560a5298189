import type { Database } from 'better-sqlite3'
import { StoreError } from '../../service/store-error.ts'
import { walRoom } from './checkpoints.ts'
import { temporarySchema } from './schema.ts'

/** What each setting is set to, and what SQLite then answers. */
type Setting = readonly [name: string, value: string | number, answer: string | number]

const common: readonly Setting[] = [
  ['wal_autocheckpoint', 0, 0],
  ['journal_size_limit', walRoom, walRoom],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['temp_store', 'FILE', 1],
  // What the run touched: ten million events' marks would take as much memory as all other tables may.
  ['temp.cache_size', -2_000, -2_000],
  ['foreign_keys', 'OFF', 0],
]
const ofFile: readonly Setting[] = [...common, ['synchronous', 'FULL', 2]]
const ofPrivate: readonly Setting[] = [...common, ['synchronous', 'OFF', 0]]

/** Settings that hold for every connection which only reads. */
export function configureReader(db: Database): void {
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
}

/**
 * Gives a connection that writes its settings.
 *
 * @param isFile whether others may see the database; a private one need not survive anything
 */
export function configureWriter(db: Database, name: string, isFile: boolean): void {
  if (isFile) requireWal(db.pragma('journal_mode = WAL', { simple: true }), name)
  for (const [setting, value] of isFile ? ofFile : ofPrivate) db.pragma(`${setting} = ${value}`)
  db.exec(temporarySchema)
}

/**
 * Throws when a setting is not what it was set to; SQLite changes some of them with the first write.
 *
 * @throws StoreError when it is in no WAL mode: after a failed write SQLite says that a new file is, and it is not
 */
export function assertSettings(db: Database, name: string, isFile: boolean): void {
  if (isFile) requireWal(db.pragma('journal_mode', { simple: true }), name)
  for (const [setting, , expected] of isFile ? ofFile : ofPrivate) {
    const answer = db.pragma(setting, { simple: true })
    if (answer !== expected) throw new Error(`${setting} is ${String(answer)}, and not ${expected}`)
  }
}

function requireWal(mode: unknown, name: string): void {
  if (mode === 'wal') return
  throw new StoreError(`${name} cannot be put into WAL mode`, { hint: 'use a file on a sound local disk' })
}
