import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type Outcome, root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = readFileSync(`${root}/fixtures/example.ndjson`, 'utf8')
const day = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8')

test.concurrent('a tree shows what changed, where from, and what was taken back', async () => {
  const { trace } = await warehouseOf(example)

  const { stdout, stderr, code } = await trace('e-5')

  expect(stdout).toBe(`e-5  BatchQuantityChanged  batch-001  20 -> 15                events.ndjson:5
└─ e-5~1  AllocationRequired  order-2  SMALL-TABLE x 8        taken back from batch-001
   └─ e-5~1~1  Allocated  order-2  SMALL-TABLE x 8 -> batch-002

3 events, 2 caused by e-5; depth 2.
`)
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})

test.concurrent('without a name the newest event is traced', async () => {
  const { trace } = await warehouseOf(example)

  expect((await trace()).stdout).toBe((await trace('e-5')).stdout)
})

test.concurrent('of a day in a warehouse, trace tells which count left an order without stock', async () => {
  const { trace } = await warehouseOf(day)

  const { stdout } = await trace('WEB-10999')

  expect(
    stdout,
  ).toBe(`e-268  AllocationRequired  WEB-10999  WALNUT-SIDEBOARD x 2        events.ndjson:268  2026-11-20T14:42:50Z
└─ e-268~1  Allocated  WEB-10999  WALNUT-SIDEBOARD x 2 -> shelf-112
e-297  StockCounted  WALNUT-SIDEBOARD  shelf-112 3 -> 1                events.ndjson:297  2026-11-20T15:25:09Z
│  counted by mira
│  shelf-112: MISSING
└─ e-297~1  AllocationRequired  WEB-10999  WALNUT-SIDEBOARD x 2        taken back from shelf-112
   └─ e-297~1~1  OutOfStock  WEB-10999  WALNUT-SIDEBOARD x 2

5 events of 2 inputs.
WEB-10999: WALNUT-SIDEBOARD x 2 has no stock. Free: 1 of 1 in shelf-112.
`)
})

test.concurrent('replay --trace shows the same trees', async () => {
  const { trace, cwd } = await warehouseOf(example)

  const { stdout } = await runAlloc(['replay', '--trace', '--show', 'events', 'events.ndjson'], { cwd })

  const trees = await Promise.all(['e-1', 'e-2', 'e-3', 'e-4', 'e-5'].map(id => trace(id)))
  expect(stdout).toBe(trees.map(tree => tree.stdout.slice(0, tree.stdout.indexOf('\n\n') + 1)).join(''))
})

test.concurrent('who counted, why, for whom and because of what stands below an event', async () => {
  const { trace } = await warehouseOf(`{"type":"BatchCreated","id":"e-1","ref":"b-1","sku":"LAMP","qty":5}
{"type":"AllocationRequired","id":"e-2","orderid":"o-1","sku":"LAMP","qty":5}
{"specversion":"1.0","type":"StockCounted","id":"c-1","source":"urn:depot","time":"2026-11-20T09:15:00Z","correlationid":"audit-7","causationid":"e-2~1","reason":"AUDIT","countedby":"ana","data":{"sku":"LAMP","counts":[{"ref":"b-1","qty":4,"note":"one broken","countedat":"2026-11-19T17:00:00Z"}]}}
{"type":"AllocationRequired","id":"e-4","causationid":"web-9","orderid":"o-2","sku":"LAMP","qty":1}
`)

  const [count, order] = await Promise.all([trace('audit-7'), trace('e-4')])

  expect(
    count.stdout,
  ).toBe(`c-1  StockCounted  LAMP  b-1 5 -> 4                events.ndjson:3  2026-11-20T09:15:00Z
│  AUDIT, counted by ana
│  b-1: "one broken", counted at 2026-11-19T17:00:00Z
│  from urn:depot
│  part of audit-7
│  caused by e-2~1 (events.ndjson:2)
└─ c-1~1  AllocationRequired  o-1  LAMP x 5        taken back from b-1
   └─ c-1~1~1  OutOfStock  o-1  LAMP x 5

3 events, 2 caused by c-1; depth 2.
`)
  expect(order.stdout).toContain('caused by web-9, which is not in this warehouse\n')
})

test.concurrent('a cause whose id several sources use is not taken for the first of them', async () => {
  const { trace } =
    await warehouseOf(`{"type":"BatchCreated","id":"e-1","source":"urn:a","ref":"b-1","sku":"LAMP","qty":5}
{"type":"BatchCreated","id":"e-1","source":"urn:b","ref":"b-2","sku":"LAMP","qty":5}
{"type":"AllocationRequired","id":"e-2","source":"urn:b","causationid":"e-1","orderid":"o-1","sku":"LAMP","qty":1}
`)

  const { stdout } = await trace('e-2')

  expect(stdout).toContain('caused by e-1 (events.ndjson:1, one of 2 events with this id)\n')
})

test.concurrent('a long story is cut in its middle, a wide chain at its end; --all shows them', async () => {
  const { trace } = await warehouseOf(wideLog(60))

  const [order, count, whole] = await Promise.all([
    trace('many', '--flat'),
    trace('e-121'),
    trace('e-121', '--all'),
  ])

  expect(order.stdout.match(/^events\.ndjson:\d+/gm)).toHaveLength(40)
  expect(order.stdout).toMatch(/:70 [^\n]*\n… 40 more inputs; --all shows them\nevents\.ndjson:111 /)
  expect(count.stdout).toMatch(/\n… 71 more events; --all shows them\n\n121 events, 120 caused by e-121/)
  expect(count.stdout).toMatch(/ {2}b-1 1 -> 0, b-2 1 -> 0, b-3 1 -> 0 and 57 more {2}/)
  expect(whole.stdout).not.toContain(' more ')
  expect(whole.stdout.match(/~/g)?.length).toBe(60 + 2 * 60)
})

test.concurrent('a chain without end is cut in a flowchart, too', async () => {
  const { trace } = await warehouseOf(wideLog(60))

  const { stdout } = await trace('e-121', '-o', 'mermaid')

  const [head, ...lines] = stdout.trimEnd().split('\n')
  const boxes = lines.flatMap(line => /^ {2}(e\d+)\["[^"]+"\]$/.exec(line)?.[1] ?? [])
  const arrows = lines.flatMap(line => /^ {2}(e\d+) --> (e\d+)$/.exec(line)?.slice(1) ?? [])
  expect(head).toBe('flowchart TD')
  expect(boxes).toHaveLength(51)
  expect(boxes.length + arrows.length / 2).toBe(lines.length)
  expect(boxes).toEqual(expect.arrayContaining(arrows))
  expect(lines.at(-1)).toContain('… 71 more events')
})

test.concurrent('a flowchart keeps what Mermaid would take for its own', async () => {
  const { trace } = await warehouseOf(
    '{"type":"BatchCreated","id":"e-1","ref":"<b>\\"#1\\"&`\\\\","sku":"LAMP","qty":1}\n',
  )

  const { stdout } = await trace('e-1', '-o', 'mermaid')

  expect(stdout).toBe(
    'flowchart TD\n  e1["e-1  BatchCreated  #60;b#62;#34;#35;1#34;#38;#96;#92;  LAMP x 1<br>events.ndjson:1"]\n',
  )
})

test.concurrent('records are those that the replay printed, in ndjson and in one document', async () => {
  const { trace, cwd } = await warehouseOf(example)
  const printed = await runAlloc(['replay', '-o', 'ndjson', '--show', 'inputs,events', 'events.ndjson'], {
    cwd,
  })

  const [ndjson, json, env] = await Promise.all([
    trace('order-2', '-o', 'ndjson'),
    trace('order-2', '-o', 'json'),
    runAlloc(['trace', '--db', 'w.db', 'order-2'], { cwd, env: { ALLOC_OUTPUT: 'ndjson' } }),
  ])

  const records = ndjson.stdout.trimEnd().split('\n')
  const { events, orderlines } = JSON.parse(json.stdout)
  expect(records.filter(record => record.startsWith('{"record":"event"'))).toEqual(
    printed.stdout.split('\n').filter(record => /^\{"record":"event".*"order-2"/.test(record)),
  )
  expect(records.map(record => JSON.parse(record))).toEqual([...events, ...orderlines])
  expect(orderlines).toEqual([
    {
      record: 'orderline',
      orderid: 'order-2',
      sku: 'SMALL-TABLE',
      qty: 8,
      state: 'open',
      batchref: 'batch-002',
    },
  ])
  expect(events[2]).toMatchObject({ record: 'input', id: 'e-5', before: [{ ref: 'batch-001', qty: 20 }] })
  expect(env.stdout).toBe(ndjson.stdout)
})

test.concurrent('records of a trace can be fed back', async () => {
  const { trace, cwd } = await warehouseOf(example)
  const { stdout: input } = await trace('batch-001', '-o', 'ndjson')

  const { stdout, code } = await runAlloc(['replay', '-o', 'json', '-'], { cwd, input })

  expect(code).toBe(0)
  expect(JSON.parse(stdout).batches).toMatchObject([{ ref: 'batch-001', qty: 15 }])
})

test.concurrent('fed back, an event has the id and the mark that only the journal knows', async () => {
  const cwd = temporaryDirectory()
  const [short, batch] = [
    '{"type":"AllocationRequired","orderid":"o-1","sku":"LAMP","qty":2}',
    '{"type":"BatchQuantityChanged","ref":"b-1","qty":3}',
  ]
  const first = '{"type":"BatchCreated","id":"e-1","ref":"b-1","sku":"LAMP","qty":1}'
  const wrapped = [short, batch].map((event, n) => `{"record":"reject","at":"old:${n + 1}","event":${event}}`)
  const log = `${[first, ...wrapped].join('\n')}\n`
  await runAlloc(['replay', '-q', '--db', 'w.db', '--retry-backorders', '-'], { cwd, input: log })
  const { stdout: input } = await runAlloc(['trace', '-o', 'ndjson', '--db', 'w.db', 'o-1'], { cwd })

  await runAlloc(['replay', '-q', '--db', 'again.db', '-'], { cwd, input: `${first}\n${input}` })

  const [emitted, again] = await Promise.all(
    ['w.db', 'again.db'].map(db => runAlloc(['export', '--emitted', '--db', db], { cwd })),
  )
  expect(emitted?.stdout).toContain('"id":"old:2~1~1"')
  expect(again?.stdout.replace(/"at":"[^"]*"/g, '')).toBe(emitted?.stdout.replace(/"at":"[^"]*"/g, ''))
})

test.concurrent('an id of several sources names all of its events, and --source one of them', async () => {
  const { trace } = await warehouseOf(`{"type":"BatchCreated","id":"x","ref":"b-1","sku":"LAMP","qty":5}
{"type":"BatchCreated","id":"x","source":"urn:depot","ref":"b-2","sku":"LAMP","qty":6}
`)

  const [both, depot, own, none] = await Promise.all([
    trace('x'),
    trace('x', '--source', 'urn:depot'),
    trace('x', '--source', 'urn:alloc'),
    trace('x', '--source', 'urn:shop'),
  ])

  expect(both.stderr).toBe(`alloc: warning: x is the id of 2 events, from different sources
    hint: give --source URI to see one of them
`)
  expect(both.stdout).toMatch(/ b-1 .*\n.* b-2 .*\n {3}from urn:depot\n\n2 events of 2 inputs\.\n$/)
  expect([depot.stdout, own.stdout].map(text => text.match(/b-\d/g))).toEqual([['b-2'], ['b-1']])
  expect(depot.stderr).toBe('')
  expect(none).toMatchObject({ stdout: '', code: 2 })
  expect(none.stderr).toBe(`alloc: error: there is no event "x" of the source "urn:shop" in w.db
    hint: the sources of x are urn:alloc, urn:depot
`)
})

test.concurrent.each([
  ['an order by one letter', ['order2'], 'did you mean order-2?'],
  ['the first letter', ['rder-2'], 'did you mean order-2?'],
  ['an event', ['e_5'], 'did you mean e-5?'],
  ['a batch', ['BATCH-01'], 'did you mean batch-001?'],
  ['an emitted event', ['e-5~2'], 'alloc trace e-5 shows all of them'],
])('who misses %s is told what there is', async (_what, args, hint) => {
  const { trace } = await warehouseOf(example)

  const { stdout, stderr, code } = await trace(...args)

  expect(stderr).toMatch(
    /^alloc: error: (?:there is no event, correlation id, order or batch|e-5 emitted 2 events)/,
  )
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`    hint: ${hint}`)
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
})

test.concurrent.each([
  ['a flat record', ['e-5', '--flat', '-o', 'ndjson'], '--flat needs human output'],
  ['all of records', ['e-5', '--all', '-o', 'json'], '--all is for human and mermaid output'],
  ['a table', ['e-5', '-o', 'csv'], '--output or ALLOC_OUTPUT is human, ndjson, json, mermaid here'],
  ['two events', ['e-5', 'e-4'], 'too many arguments'],
  ['a warehouse in memory', ['e-5', '--db', ':memory:'], 'trace reads a warehouse: give --db FILE'],
])('%s is wrong use', async (_what, args, words) => {
  const { trace } = await warehouseOf(example)

  const { stdout, stderr, code } = await trace(...args)

  expect(stderr).toContain(words)
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
})

test.concurrent.each([
  ['emitted nonsense', "emitted = 'A0,1;x'", 'emitted "A0,1", which is no event'],
  ['lost a cause', "emitted = 'R0,2,8,1;A3,2,8,2'", 'emitted "A3,2,8,2", whose cause did not come before it'],
  ['names a line that is not there', "emitted = 'O0,9,8'", 'names order line 9, which is not there'],
  ['names a batch that is not there', "emitted = 'A0,2,8,9'", 'names batch 9, which is not there'],
  ['allocated to nothing', "emitted = 'A0,2,8'", 'emitted Allocated without a batch'],
  ['follows on nonsense', "earlier = 'q1:2'", 'follows on "q1:2", which is no earlier event'],
  ['follows on itself', "earlier = 'l2:5'", 'follows on "l2:5", which is no earlier event'],
  ['does not know a quantity', "earlier = 'l2:4;b1:1'", 'does not say what batch 1 held before'],
  ['is of no input', 'run = 7', 'names an input that is not there'],
  ['holds no event', 'text = \'{"type":"Nonsense"}\'', 'is no event (unknown event type "Nonsense")'],
  ['holds no JSON', "text = '{'", 'is no event (the line ends where a name in double quotes must follow)'],
  ['holds another event', "text = replace(text, 'e-5', 'e-6')", 'is not "e-5", as it should be'],
])('a journal whose event %s is told from a sound one', async (_what, change, words) => {
  const { trace, file } = await warehouseOf(example)
  new Database(file).exec(`PRAGMA foreign_keys = OFF; UPDATE events SET ${change} WHERE position = 5`).close()

  const outcomes = await Promise.all([trace('e-5'), trace('e-5', '--flat'), trace('e-5', '-o', 'ndjson')])

  for (const { stdout, stderr, code } of outcomes) {
    expect(stderr).toContain(`event 5 of the journal ${words} [db-corrupt]`)
    expect({ stdout, code }).toEqual({ stdout: '', code: 5 })
  }
})

test.concurrent('a journal that lost an event says which', async () => {
  const { trace, file } = await warehouseOf(example)
  new Database(file).exec('PRAGMA foreign_keys = OFF; DELETE FROM events WHERE position = 4').close()

  const { stderr, code } = await trace('order-2')

  expect(stderr).toContain(
    'w.db is damaged: event 4 of the journal is missing, and line 2 follows on it [db-corrupt]',
  )
  expect(code).toBe(5)
})

test.concurrent('a warehouse without events says so', async () => {
  const { trace } = await warehouseOf('{"type":"BatchArrived","ref":"b"}\n', '--on-error', 'skip')

  expect((await trace()).stderr).toBe('alloc: error: w.db has no events yet\n')
})

/** A warehouse that a log was replayed into, and its traces. */
async function warehouseOf(log: string, ...options: readonly string[]) {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'events.ndjson'), log)
  await runAlloc(['replay', '--db', 'w.db', ...options, 'events.ndjson'], { cwd })
  const trace = (...args: readonly string[]): Promise<Outcome> =>
    runAlloc(['trace', '--db', 'w.db', ...args], { cwd })
  return { cwd, trace, file: join(cwd, 'w.db') }
}

/** As many batches of one unit as orders, which bear one correlation id; then a count finds nothing. */
function wideLog(size: number): string {
  const numbers = Array.from({ length: size }, (_, index) => index + 1)
  const events = [
    ...numbers.map(n => ({ type: 'BatchCreated', ref: `b-${n}`, sku: 'LAMP', qty: 1 })),
    ...numbers.map(n => ({
      ...{ type: 'AllocationRequired', orderid: `o-${n}`, sku: 'LAMP', qty: 1 },
      correlationid: 'many',
    })),
    { type: 'StockCounted', sku: 'LAMP', counts: numbers.map(n => ({ ref: `b-${n}`, qty: 0 })) },
  ]
  return events.map((event, index) => `${JSON.stringify({ id: `e-${index + 1}`, ...event })}\n`).join('')
}
