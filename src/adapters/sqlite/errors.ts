import Database from 'better-sqlite3'
import { StoreError } from '../../service/store-error.ts'

/** Turns what SQLite threw into a sentence about the database and a way out; anything else stays as it is. */
export function explained(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const code = error.code
  const cause = error
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    const hint = 'wait for it to end, or give it more time with --lock-timeout'
    return new StoreError(`${path} is in use by another program`, { code: 'db-locked', hint, cause })
  }
  if (code === 'SQLITE_NOTADB') {
    return new StoreError(`${path} is not a database`, { code: 'db-foreign', hint: foreignHint, cause })
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    const hint = 'restore it from a backup, or replay the logs into a new file'
    return new StoreError(`${path} is damaged: ${error.message}`, { code: 'db-corrupt', hint, cause })
  }
  if (code === 'SQLITE_FULL') {
    const hint = 'make room and run the command again; nothing of the group under way was stored'
    return new StoreError(`there is no room left for ${path}`, { hint, cause })
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_PERM')
  ) {
    const hint = 'check the permissions of the file and of its directory'
    return new StoreError(`${path} cannot be written (${error.message})`, { hint, cause })
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_NOMEM') {
    return new StoreError(`${path} could not be read or written (${error.message})`, { cause })
  }
  return error
}

export const foreignHint = 'name a database that alloc made, or a new file'
