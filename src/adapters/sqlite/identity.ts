import type { Database } from 'better-sqlite3'
import { StoreError } from '../../service/store-error.ts'
import { foreignHint } from './errors.ts'
import { applicationId, schemaVersion } from './schema.ts'

/**
 * Whether a database has alloc's tables; an empty one has none yet.
 *
 * @param name as messages name it
 * @throws StoreError when it is another program's, or of a layout that this alloc does not know
 */
export function isWarehouse(db: Database, name: string): boolean {
  // In one transaction: somebody else may be making the tables meanwhile.
  const { application, version, tables } = db.transaction(() => ({
    application: db.pragma('application_id', { simple: true }),
    version: Number(db.pragma('user_version', { simple: true })),
    tables: db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get(),
  }))()
  if (application === 0 && version === 0 && tables === 0) return false
  if (application !== applicationId) {
    const message = `${name} is a database of another program`
    throw new StoreError(message, { code: 'db-foreign', hint: foreignHint })
  }
  if (version > schemaVersion) {
    const message = `${name} has schema version ${version}, this alloc knows ${schemaVersion}`
    throw new StoreError(message, { code: 'db-newer', hint: 'use the newer alloc that wrote it' })
  }
  if (version < 1) {
    const message = `${name} has schema version ${version}, which no alloc ever wrote`
    throw new StoreError(message, { code: 'db-foreign', hint: foreignHint })
  }
  return true
}
