import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const batch = '{"type":"BatchCreated","id":"e-1","ref":"b-1","sku":"LAMP","qty":9}'
const order = '{"type":"AllocationRequired","id":"e-2","orderid":"o-1","sku":"LAMP","qty":2}'

test.concurrent('events with ids count once, however often the log is replayed', async () => {
  const db = ['--db', join(temporaryDirectory(), 'warehouse.db')]

  const first = await runAlloc(['replay', ...db, 'fixtures/example.ndjson'])
  const second = await runAlloc(['replay', '--again', ...db, '--all-batches', 'fixtures/example.ndjson'])

  expect(second.stdout).toBe(first.stdout.slice(first.stdout.indexOf('BATCH')))
  expect(second.stderr).toMatch(/^5 events read \(5 skipped\), 0 emitted, 2 batches\.\n/)
  expect(second.code).toBe(0)
})

test.concurrent.each([
  ['other metadata', { note: 'sent twice', time: '2026-11-20T09:15:00Z' }],
  ['an unknown field', { colour: 'red' }],
  ['an eta that is null instead of absent', { eta: null }],
])('an event is the same with %s', async (_what, more) => {
  const again = JSON.stringify({ ...more, ...JSON.parse(batch) })

  const { summary } = await replay([batch, again])

  expect(summary).toMatchObject({ read: 2, applied: 1, skipped: 1, rejected: 0 })
})

test.concurrent('an id may not stand for another event', async () => {
  const { stderr, code } = await replay([batch, batch.replace('"qty":9', '"qty":8')])

  expect(stderr).toMatch(/^-:2:29: error: the id "e-1" was used before, for another event \[id-conflict\]\n/)
  expect(code).toBe(1)
})

test.concurrent('the same id from another source is another event', async () => {
  const { events, summary } = await replay([batch, order.replace('"e-2"', '"e-1","source":"urn:shop"')])

  expect(events).toMatchObject([{ id: 'e-1~1', orderid: 'o-1' }])
  expect(summary).toMatchObject({ applied: 2, skipped: 0 })
})

test.concurrent('an absent source is urn:alloc', async () => {
  const { summary } = await replay([batch, batch.replace('{', '{"source":"urn:alloc",')])

  expect(summary).toMatchObject({ applied: 1, skipped: 1 })
})

test.concurrent('a refused event leaves its id free', async () => {
  const { summary } = await replay([order, batch, order], '--on-error', 'skip')

  expect(summary).toMatchObject({ read: 3, applied: 2, rejected: 1, emitted: 1 })
})

test.concurrent('a correlation id is handed down, a causation id is not', async () => {
  const { events } = await replay([
    batch,
    order.replace('{', '{"correlationid":"web-7","causationid":"c-1",'),
  ])

  expect(events).toMatchObject([{ id: 'e-2~1', correlationid: 'web-7', causationid: 'e-2' }])
})

test.concurrent('a fact told again under another id changes nothing and is counted as repeated', async () => {
  const { events, summary } = await replay([batch, order, order.replace('e-2', 'e-3')])

  expect(events).toHaveLength(1)
  expect(summary).toMatchObject({ applied: 2, repeated: 1, skipped: 0 })
})

test.concurrent('outcomes in a log change nothing, and a warning tells how many there were', async () => {
  const printed = await runAlloc(['replay', '-o', 'ndjson', 'fixtures/example.ndjson'])

  const { stdout, stderr, code } = await runAlloc(['replay', '-o', 'ndjson'], { input: printed.stdout })

  expect(stdout).toMatch(
    /^\{"record":"summary","read":4,"applied":0,.*"outcomes":4,"rejected":0,"emitted":0,/,
  )
  expect(stderr).toMatch(/warning: 4 recorded outcomes/)
  expect(code).toBe(0)
})

test.concurrent('an order may name its cause and is an order all the same', async () => {
  const { summary } = await replay([batch, order.replace('{', '{"causationid":"cart-3",')])

  expect(summary).toMatchObject({ applied: 2, outcomes: 0, emitted: 1 })
})

test.concurrent('an outcome may lack every field but its type', async () => {
  const { summary } = await replay(['{"type":"Deallocated"}', '{"type":"AllocationRequired","id":"e-9~1"}'])

  expect(summary).toMatchObject({ read: 2, outcomes: 2 })
})

test.concurrent('seq goes on from run to run', async () => {
  const db = ['--db', join(temporaryDirectory(), 'warehouse.db')]

  const first = await replay([batch, order], ...db)
  const second = await replay([order.replace('e-2', 'e-3').replace('o-1', 'o-2')], ...db)

  expect(first.events).toMatchObject([{ seq: 1 }])
  expect(second.events).toMatchObject([{ seq: 2 }])
})

async function replay(lines: readonly string[], ...options: readonly string[]) {
  const show = ['-o', 'ndjson', '--show', 'events']
  const outcome = await runAlloc(['replay', ...show, ...options], { input: `${lines.join('\n')}\n` })
  const records = outcome.stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
  return { ...outcome, events: records.slice(0, -1), summary: records.at(-1) }
}
