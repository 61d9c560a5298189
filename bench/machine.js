import os from 'node:os'
import Database from 'better-sqlite3'

/** Where and with what the figures were measured, a line each. */
export function machineLines() {
  const [cpu] = os.cpus()
  const memory = `${(os.totalmem() / 2 ** 30).toFixed(1)} GB`
  const db = new Database(':memory:')
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get()
  db.close()
  return [
    `${cpu?.model.trim() ?? 'unknown processor'}, ${os.cpus().length} cores, ${memory}, ${os.type()} ${os.release()} ${os.arch()}`,
    `Node ${process.version}, SQLite ${sqlite}`,
    `${new Date().toISOString().slice(0, 10)}, load average at the start ${os.loadavg()[0]?.toFixed(1)}`,
  ]
}
