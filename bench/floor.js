import { openSync, readFileSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import Database from 'better-sqlite3'
import { schema } from '../dist/adapters/sqlite/schema.js'

/**
 * The least that storing a log costs: each line is parsed and the same rows go into the same tables, indexes
 * included, row by row in transactions of 10,000; nothing is decided, checked or printed. Which batch holds an
 * order line is given, see `decided.js`: it says where in the indexes a row belongs.
 *
 * `node bench/floor.js DATABASE LOG DECIDED`
 */
const groupSize = 10_000
const bytesPerRead = 1 << 18

const [, , databasePath = '', logPath = '', decidedPath = ''] = process.argv
const decided = new Int32Array(new Uint8Array(readFileSync(decidedPath)).buffer)
const db = new Database(databasePath)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.pragma('foreign_keys = OFF')
db.exec(schema)

const insertProduct = db.prepare('INSERT INTO products VALUES (?, ?, 1)')
const insertBatch = db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, 0, ?, 1, ?, ?, ?)')
const insertLine = db.prepare("INSERT INTO order_lines VALUES (?, ?, ?, ?, 'open', ?, ?)")
const insertEvent = db.prepare("INSERT INTO events VALUES (?, ?, '', 1, ?, ?, NULL, 0, ?, ?, NULL)")
const changeBatch = db.prepare('UPDATE batches SET qty = ?, rev = rev + 1, event = ? WHERE ref = ?')

/** @type {Map<string, number>} numbers by SKU */
const products = new Map()
const name = basename(logPath)
let position = 0
let batches = 0
let lines = 0

db.exec('BEGIN IMMEDIATE')
db.prepare("INSERT INTO runs VALUES (1, ?, 1, 0, 0, '', 'complete')").run(name)
for (const text of linesOf(logPath)) {
  const event = JSON.parse(text)
  position++
  const seq = lines
  const emitted = store(event)
  insertEvent.run(position, event.id ?? `${name}:${position}`, position, text, seq, emitted)
  if (position % groupSize === 0) db.exec('COMMIT; BEGIN IMMEDIATE')
}
db.exec('COMMIT')
db.close()

/** @returns {string | null} what the journal would hold of the event's outcome */
function store(event) {
  switch (event.type) {
    case 'BatchCreated': {
      insertBatch.run(
        ++batches,
        event.ref,
        productOf(event.sku),
        event.qty,
        event.eta,
        event.qty,
        event.eta,
        position,
      )
      return null
    }
    case 'AllocationRequired': {
      const batch = decided[lines] || null
      insertLine.run(++lines, event.orderid, productOf(event.sku), event.qty, batch, position)
      return batch === null ? `O0,${lines},${event.qty}` : `A0,${lines},${event.qty},${batch}`
    }
    case 'BatchQuantityChanged':
      changeBatch.run(event.qty, position, event.ref)
      return null
    default:
      throw new Error(`the benchmark's logs have no ${event.type}`)
  }
}

function productOf(sku) {
  const known = products.get(sku)
  if (known) return known
  const number = products.size + 1
  products.set(sku, number)
  insertProduct.run(number, sku)
  return number
}

function* linesOf(path) {
  const file = openSync(path)
  const buffer = Buffer.alloc(bytesPerRead)
  const decoder = new StringDecoder()
  let rest = ''
  for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
    const complete = (rest + decoder.write(buffer.subarray(0, length))).split('\n')
    rest = complete.pop() ?? ''
    yield* complete
  }
  if (rest !== '') yield rest
}
