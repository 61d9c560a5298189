import Database from 'better-sqlite3'

/**
 * The least that a commit for each event can cost: one row of a log's lines in each transaction, with `synchronous=FULL`.
 *
 * `node bench/one-row.js DATABASE COUNT`
 */
const [, , path = '', count = ''] = process.argv
const db = new Database(path)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
const insert = db.prepare('INSERT INTO events VALUES (?, ?)')
const text = JSON.stringify({ type: 'AllocationRequired', orderid: 'order-1', sku: 'SMALL-TABLE', qty: 10 })
for (let position = 1; position <= Number(count); position++) insert.run(position, text)
db.close()
