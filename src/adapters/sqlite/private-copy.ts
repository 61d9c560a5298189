import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { isWarehouse } from './identity.ts'
import { configureReader } from './settings.ts'

/** A copy of a database for one process alone. */
export type PrivateCopy = {
  readonly path: string
  /** Takes its name away, once it is open: it is gone with the process then, however that ends. */
  forget(): void
}

/** Copies a database as it stands in one moment, through a connection that only reads. */
export function privateCopy(file: string, lockTimeoutMs: number): PrivateCopy {
  const directory = mkdtempSync(join(tmpdir(), 'alloc-'))
  const forget = () => rmSync(directory, { recursive: true, force: true })
  const path = join(directory, 'copy.db')
  try {
    const source = new Database(file, { readonly: true, fileMustExist: true, timeout: lockTimeoutMs })
    try {
      configureReader(source)
      isWarehouse(source, file)
      source.prepare('VACUUM INTO ?').run(path)
    } finally {
      source.close()
    }
  } catch (error) {
    forget()
    throw error
  }
  return { path, forget }
}
