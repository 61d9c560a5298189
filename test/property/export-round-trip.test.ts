import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { allRows } from '../cli/warehouse-rows.ts'
import { randomLog } from '../reference/random-log.ts'
import { allocInProcess } from './replay-in-process.ts'
import { ownNames, writing, written } from './written-lines.ts'

const skip = ['--on-error', 'skip', '--max-errors', 'none', '--show', 'none', '-q']

/** Without any event there is no warehouse. */
const opening = { type: 'BatchCreated', ref: 'first', sku: 'A', qty: 4 }

/** Runs of one warehouse, each with its log, its name and whether it offers what comes in to backorders. */
const history = fc.array(
  fc.record({
    log: randomLog({ maxSteps: 30 }),
    writing,
    name: fc.constantFrom('day.ndjson', 'day.ndjson', 'ni%ght #2.ndjson'),
    retry: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
)

test('a warehouse replayed from its export is the same, as NDJSON and as CloudEvents', async () => {
  const seen = { events: 0, emitted: 0 }
  const check = fc.asyncProperty(history, async runs => {
    const directory = temporaryDirectory()
    const [first, second, third] = ['a.db', 'b.db', 'c.db'].map(name => join(directory, name))
    for (const { log, name, retry, writing } of runs) {
      const file = join(directory, name)
      writeFileSync(file, written([opening, ...log], writing))
      const retries = retry ? ['--retry-backorders'] : []
      await replay(first ?? '', [...retries, ...ownNames, '--again', file])
    }

    const asNdjson = await exported(first ?? '')
    const asCloudEvents = await exported(first ?? '', ['-o', 'cloudevents'])
    await replay(second ?? '', ['-'], asNdjson)
    await replay(third ?? '', ['-'], asCloudEvents)

    const { state, emitted } = await contents(first ?? '')
    expect(await contents(second ?? '')).toEqual({ state, emitted })
    expect(await contents(third ?? '')).toEqual({ state, emitted })
    expect(await exported(second ?? '')).toBe(asNdjson)
    expect(await exported(third ?? '', ['-o', 'cloudevents'])).toBe(asCloudEvents)
    seen.events += asNdjson.split('\n').length - 1
    seen.emitted += emitted.split('\n').length - 1
  })

  await fc.assert(check, { numRuns: 60 })

  expect(seen.events).toBeGreaterThan(1_000)
  expect(seen.emitted).toBeGreaterThan(500)
})

test('what is exported of one product makes that product, whatever happened to the others', async () => {
  let lines = 0
  const check = fc.asyncProperty(randomLog({ maxSteps: 50 }), writing, async (log, writing) => {
    const directory = temporaryDirectory()
    const [whole, part, file] = ['whole.db', 'part.db', 'log.ndjson'].map(name => join(directory, name))
    writeFileSync(file ?? '', written([opening, ...log], writing))
    await replay(whole ?? '', ['--retry-backorders', ...ownNames, file ?? ''])

    await replay(part ?? '', ['-'], await exported(whole ?? '', ['--sku', 'A']))

    const [ofWhole, ofPart] = [linesOf(whole ?? ''), linesOf(part ?? '')]
    expect(ofPart).toEqual(ofWhole)
    expect(batchesOf(part ?? '')).toEqual(batchesOf(whole ?? ''))
    expect(await emittedOf(part ?? '')).toEqual(await emittedOf(whole ?? ''))
    lines += ofWhole.length
  })

  await fc.assert(check, { numRuns: 40 })

  expect(lines).toBeGreaterThan(100)
})

function linesOf(db: string): unknown[] {
  return query(
    db,
    `SELECT orderid, l.qty, state, ref FROM order_lines l JOIN products p USING (product) LEFT JOIN batches USING (batch)
     WHERE sku = 'A' ORDER BY line`,
  )
}

function batchesOf(db: string): unknown[] {
  return query(
    db,
    `SELECT ref, qty, allocated, eta, rev, created_qty, created_eta, version FROM batches JOIN products USING (product)
     WHERE sku = 'A' ORDER BY batch`,
  )
}

async function emittedOf(db: string): Promise<string> {
  const events = await exported(db, ['--emitted', '--sku', 'A'])
  return events.replace(/"seq":[0-9]+,"at":"[^"]*"/g, '')
}

function query(file: string, sql: string): unknown[] {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare(sql).raw().all()
  } finally {
    db.close()
  }
}

async function replay(db: string, args: readonly string[], input = ''): Promise<void> {
  const isRebuilt = args.at(-1) === '-'
  const { stderr, code } = await allocInProcess(
    ['replay', '--db', db, ...(isRebuilt ? ['--show', 'none', '-q'] : skip), ...args],
    [Buffer.from(input)],
  )
  if (isRebuilt) expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
}

async function exported(db: string, args: readonly string[] = []): Promise<string> {
  const { stdout, stderr, code } = await allocInProcess(['export', '--db', db, ...args])
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  return stdout
}

/** All that a rebuilt warehouse must have in common with the first. */
async function contents(db: string): Promise<{ state: object; emitted: string }> {
  const { products, batches, order_lines, events } = allRows(db)
  const journal = (events ?? []).map(row => {
    if (!Array.isArray(row)) throw new Error('a row is an array')
    const [position, id, source, _run, _line, _text, ...others] = row
    return [position, id, source, ...others]
  })
  const emitted = await exported(db, ['--emitted'])
  return { state: { products, batches, order_lines, journal }, emitted: emitted.replace(/"at":"[^"]*"/g, '') }
}
