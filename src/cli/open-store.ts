import type { SqliteStore } from '../adapters/sqlite/sqlite-store.ts'
import type { WarehouseReader } from '../adapters/sqlite/warehouse-reader.ts'
import type { Store } from '../service/store.ts'
import { exitCodes, Failure } from './failure.ts'
import { fileKind, nearFile } from './files.ts'
import { type LockWait, longestBlock } from './lock-wait.ts'
import type { CommonOptions } from './replay-options.ts'

/** Where a replay works; a dry run on a copy. */
export async function storeFor(
  { db, dryRun }: CommonOptions & { readonly dryRun?: boolean },
  lock: LockWait,
): Promise<Store> {
  const { SqliteStore } = await import('../adapters/sqlite/sqlite-store.ts')
  const options = { create: true, lockTimeoutMs: longestBlock }
  if (db === ':memory:') return new SqliteStore('memory', options)
  if (db === undefined || (dryRun && !fileKind(db))) return new SqliteStore('temporary', options)
  return await lock.until(() => new SqliteStore(dryRun ? { copyOf: db } : { file: db }, options))
}

/**
 * A private copy of a warehouse, to try something on; `:memory:` is an empty one.
 *
 * @throws Failure when it is not there
 */
export async function copyFor({ db = ':memory:' }: CommonOptions, lock: LockWait): Promise<Store> {
  const { SqliteStore } = await import('../adapters/sqlite/sqlite-store.ts')
  const options = { create: false, lockTimeoutMs: longestBlock }
  if (db === ':memory:') return new SqliteStore('memory', options)
  if (!fileKind(db)) throw missingDatabase(db)
  return await lock.until(() => new SqliteStore({ copyOf: db }, options))
}

/**
 * A warehouse that is there, to be corrected; or a private copy of it, to try that on.
 *
 * @throws Failure when it is not there
 */
export async function openWarehouse(db: string, isCopy: boolean, lock: LockWait): Promise<SqliteStore> {
  const { SqliteStore } = await import('../adapters/sqlite/sqlite-store.ts')
  if (!fileKind(db)) throw missingDatabase(db)
  const options = { create: false, lockTimeoutMs: longestBlock }
  return await lock.until(() => new SqliteStore(isCopy ? { copyOf: db } : { file: db }, options))
}

/**
 * Opens a warehouse to read it as it stands.
 *
 * @throws Failure when it is not there
 */
export async function openReader(db: string, lock: LockWait): Promise<WarehouseReader> {
  const { WarehouseReader } = await import('../adapters/sqlite/warehouse-reader.ts')
  if (!fileKind(db)) throw missingDatabase(db)
  return await lock.until(() => new WarehouseReader(db, longestBlock))
}

function missingDatabase(db: string): Failure {
  return new Failure(exitCodes.databaseTrouble, `there is no database ${db}`, nearFile(db))
}
