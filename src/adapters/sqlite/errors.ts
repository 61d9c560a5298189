import Database from 'better-sqlite3'
import { StoreError } from '../../service/store-error.ts'
import { JournalDamage } from './journal-damage.ts'

/** Turns what SQLite threw into a sentence about the database and a way out; anything else stays as it is. */
export function explained(path: string, error: unknown): unknown {
  if (error instanceof JournalDamage) return damaged(path, error)
  if (!(error instanceof Database.SqliteError)) return error
  const code = error.code
  const cause = error
  if (isBusy(error)) {
    const hint = 'wait for it to end, or give it more time with --lock-timeout'
    return new StoreError(`${path} is in use by another program`, { code: 'db-locked', hint, cause })
  }
  if (code === 'SQLITE_NOTADB') {
    return new StoreError(`${path} is not a database`, { code: 'db-foreign', hint: foreignHint, cause })
  }
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(path, error)
  if (code === 'SQLITE_FULL') {
    const hint = `make room and run the command again; ${unstoredHint}`
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
  if (code === 'SQLITE_NOMEM' || code === 'SQLITE_IOERR_NOMEM') {
    return new StoreError(`there is no memory left to work on ${path}`, { hint: unstoredHint, cause })
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new StoreError(`${path} could not be read or written (${error.message})`, { cause })
  }
  return error
}

function damaged(path: string, cause: Error): StoreError {
  const hint = 'restore it from a backup, or replay the logs into a new file'
  return new StoreError(`${path} is damaged: ${cause.message}`, { code: 'db-corrupt', hint, cause })
}

/** Whether another connection holds what this one needs. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

/** A COMMIT that failed may have been stored all the same: its last write may have reached the disk. */
export function outcomeUnknown(path: string, cause: unknown): StoreError {
  const explanation = explained(path, cause)
  const why = explanation instanceof Error ? explanation.message : String(cause)
  const hint = 'run the command again with --resume: it finds out'
  return new StoreError(`the outcome of the last group is unknown: ${why}`, {
    hint,
    cause,
    isOutcomeUnknown: true,
  })
}

const unstoredHint = 'nothing of the group under way was stored'

export const foreignHint = 'name a database that alloc made, or a new file'
