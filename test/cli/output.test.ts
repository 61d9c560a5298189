import { expect, test } from 'vitest'
import { runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = 'fixtures/example.ndjson'
const book = 'fixtures/book.ndjson'

const tableOfExample = `\
BATCH      SKU          ETA         QTY  ALLOCATED  AVAILABLE
batch-001  SMALL-TABLE  in stock     15         12          3
batch-002  SMALL-TABLE  2026-12-01   50          8         42
`

test.concurrent('--show batches prints the batches alone', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'batches', example])

  expect(stdout).toBe(tableOfExample)
})

test.concurrent('--show none prints nothing, and says how it went all the same', async () => {
  const { stdout, stderr } = await runAlloc(['replay', '--show', 'none', example])

  expect(stdout).toBe('')
  expect(stderr).toMatch(/^5 events read, 4 emitted/)
})

test.concurrent('--show none leaves the summary, the last record in any case', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'none', '-o', 'ndjson', example])

  expect(stdout).toBe(
    '{"record":"summary","read":5,"applied":5,"repeated":0,"skipped":0,"outcomes":0,"rejected":0,"emitted":4,"outofstock":0,"committed":true,"dryrun":false,"db":null}\n',
  )
})

test.concurrent('--show inputs prints the inputs in their own words', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'inputs', '-o', 'ndjson', '-'], {
    input: '{ "qty" : 7,\t"type":"BatchCreated","sku":"LAMP","ref":"b-1" }\n',
  })

  expect(stdout.split('\n')[0]).toBe(
    '{"record":"input","at":"-:1","event":{ "qty" : 7,\t"type":"BatchCreated","sku":"LAMP","ref":"b-1" }}',
  )
})

test.concurrent('--show inputs,events prints each input before what it emitted', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'inputs,events', '-'], {
    input:
      '{"type":"BatchCreated","ref":"b-1","sku":"LAMP","qty":1}\n{"type":"AllocationRequired","orderid":"o-1","sku":"LAMP","qty":1}\n',
  })

  expect(stdout).toBe(
    [
      '-:1  {"type":"BatchCreated","ref":"b-1","sku":"LAMP","qty":1}',
      '-:2  {"type":"AllocationRequired","orderid":"o-1","sku":"LAMP","qty":1}',
      '-:2  Allocated           o-1  LAMP  1  -> b-1',
      '',
    ].join('\n'),
  )
})

test.concurrent('--show backorders prints the lines that wait, oldest first', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'backorders', book])

  expect(stdout).toBe('Backorders, oldest first:\nORDER    SKU         QTY\norder-5  BRASS-LAMP   10\n')
})

test.concurrent('--show stats counts events by type', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'stats', example])

  expect(stdout).toBe(
    [
      'KIND     TYPE                  COUNT',
      'input    BatchCreated              2',
      'input    AllocationRequired        2',
      'input    BatchQuantityChanged      1',
      'emitted  Allocated                 3',
      'emitted  AllocationRequired        1',
      '',
    ].join('\n'),
  )
})

test.concurrent('backorders are among the records of the batches', async () => {
  const { stdout } = await runAlloc(['replay', '--show', 'batches', '-o', 'ndjson', book])

  expect(stdout.split('\n').at(-3)).toBe(
    '{"record":"backorder","orderid":"order-5","sku":"BRASS-LAMP","qty":10}',
  )
})

test.concurrent('--trace shows what caused what', async () => {
  const { stdout } = await runAlloc(['replay', '--trace', '--show', 'events', example])

  expect(stdout).toBe(
    [
      'e-1  BatchCreated  batch-001  SMALL-TABLE x 20        example.ndjson:1',
      'e-2  BatchCreated  batch-002  SMALL-TABLE x 50, due 2026-12-01        example.ndjson:2',
      'e-3  AllocationRequired  order-1  SMALL-TABLE x 12        example.ndjson:3',
      '└─ e-3~1  Allocated  order-1  SMALL-TABLE x 12 -> batch-001',
      'e-4  AllocationRequired  order-2  SMALL-TABLE x 8        example.ndjson:4',
      '└─ e-4~1  Allocated  order-2  SMALL-TABLE x 8 -> batch-001',
      'e-5  BatchQuantityChanged  batch-001  20 -> 15                example.ndjson:5',
      '└─ e-5~1  AllocationRequired  order-2  SMALL-TABLE x 8        taken back from batch-001',
      '   └─ e-5~1~1  Allocated  order-2  SMALL-TABLE x 8 -> batch-002',
      '',
    ].join('\n'),
  )
})

test.concurrent('a stock-take is traced batch by batch', async () => {
  const { stdout } = await runAlloc(['replay', '--trace', '--show', 'events', 'fixtures/stock-take.ndjson'])

  expect(stdout).toContain(
    [
      'count-desk  StockCounted  OAK-DESK  desk-001 7 -> 4, desk-002 10 -> 11        stock-take.ndjson:18',
      '│  desk-001: DAMAGED, "three desks with cracked tops", counted by mira, counted at 2026-11-20T15:05:00Z',
      '│  desk-002: FOUND, "one more behind the lift", counted by mira, counted at 2026-11-20T15:12:00Z',
      '└─ count-desk~1  AllocationRequired  order-3  OAK-DESK x 3                    taken back from desk-001',
      '   └─ count-desk~1~1  Allocated  order-3  OAK-DESK x 3 -> desk-002',
      '',
    ].join('\n'),
  )
})

test.concurrent('a run prints the batches that it touched, --all-batches every one', async () => {
  const warehouse = ['--db', `${temporaryDirectory()}/warehouse.db`]
  const arrival = { input: '{"type":"BatchArrived","ref":"batch-002"}\n' }
  await runAlloc(['replay', ...warehouse, book, example])

  const touched = await runAlloc(['replay', ...warehouse], arrival)
  const all = await runAlloc(['replay', ...warehouse, '--all-batches'], arrival)

  expect(touched.stdout).toBe(
    'BATCH      SKU          ETA       QTY  ALLOCATED  AVAILABLE\nbatch-002  SMALL-TABLE  in stock   50          8         42\n',
  )
  expect(all.stdout).toBe(
    [
      'BATCH              SKU            ETA         QTY  ALLOCATED  AVAILABLE',
      'lamp-shelf         BRASS-LAMP     in stock      9          9          0',
      'batch-001          SMALL-TABLE    in stock     15         12          3',
      'batch-002          SMALL-TABLE    in stock     50          8         42',
      'bookcase-sea-soon  TALL-BOOKCASE  in stock     60         50         10',
      'bookcase-shelf     TALL-BOOKCASE  in stock     25         20          5',
      'bookcase-sea-late  TALL-BOOKCASE  2026-12-20  100          0        100',
      '',
    ].join('\n'),
  )
})

test.concurrent('a repeated fact about a batch prints it, a skipped event prints nothing', async () => {
  const warehouse = ['--db', `${temporaryDirectory()}/warehouse.db`, '--show', 'batches']
  const again = '"type":"BatchCreated","ref":"batch-002","sku":"SMALL-TABLE","qty":50,"eta":"2026-12-01"}\n'
  await runAlloc(['replay', ...warehouse, example])

  const repeated = await runAlloc(['replay', ...warehouse], { input: `{${again}` })
  const skipped = await runAlloc(['replay', ...warehouse], { input: `{"id":"e-2",${again}` })

  expect(repeated.stdout).toContain('batch-002  SMALL-TABLE')
  expect(repeated.stderr).toMatch(/^1 event read \(1 repeated\), 0 emitted, 1 batch\.\n/)
  expect(skipped.stdout).toBe('')
  expect(skipped.stderr).toMatch(/^1 event read \(1 skipped\), 0 emitted, 0 batches\.\n/)
})

test.concurrent('wide characters keep the columns straight', async () => {
  const { stdout } = await runAlloc(['replay', '-'], {
    input: [
      '{"type":"BatchCreated","ref":"批次-1","sku":"木机","qty":2}',
      '{"type":"BatchCreated","ref":"b-2","sku":"LAMP","qty":12,"eta":"2026-12-01"}',
      '{"type":"AllocationRequired","orderid":"订单-1","sku":"木机","qty":1}',
      '{"type":"AllocationRequired","orderid":"o-2","sku":"LAMP","qty":12}',
    ].join('\n'),
  })

  expect(stdout).toBe(
    [
      '-:3  Allocated           订单-1  木机  1  -> 批次-1',
      '-:4  Allocated           o-2     LAMP  12  -> b-2',
      '',
      'BATCH   SKU   ETA         QTY  ALLOCATED  AVAILABLE',
      'b-2     LAMP  2026-12-01   12         12          0',
      '批次-1  木机  in stock      2          1          1',
      '',
    ].join('\n'),
  )
})

test.concurrent('-q leaves stderr to errors and stdout as it is', async () => {
  const loud = await runAlloc(['replay', example])

  const quiet = await runAlloc(['replay', '-q', example])

  expect(quiet).toEqual({ stdout: loud.stdout, stderr: '', code: 0 })
})

test.concurrent('ALLOC_OUTPUT chooses the format of a replay, the option goes before it', async () => {
  const env = { ALLOC_OUTPUT: 'ndjson' }

  const asked = await runAlloc(['replay', '-o', 'human', '--show', 'batches', example], { env })
  const standing = await runAlloc(['replay', '--show', 'none', example], { env })
  const other = await runAlloc(['check', example], { env: { ALLOC_OUTPUT: 'json' } })

  expect(asked.stdout).toBe(tableOfExample)
  expect(standing.stdout).toMatch(/^\{"record":"summary"/)
  expect(other).toEqual(await runAlloc(['check', example]))
})

test.concurrent('--retry-backorders offers stock that came to the lines that wait', async () => {
  const input = [
    '{"type":"BatchCreated","ref":"b-1","sku":"LAMP","qty":1}',
    '{"type":"AllocationRequired","orderid":"o-1","sku":"LAMP","qty":5}',
    '{"type":"AllocationRequired","orderid":"o-2","sku":"LAMP","qty":9}',
    '{"type":"BatchCreated","ref":"b-2","sku":"LAMP","qty":6}',
  ].join('\n')
  const show = ['replay', '--show', 'events', '--trace']

  const unasked = await runAlloc(show, { input })
  const asked = await runAlloc([...show, '--retry-backorders'], { input })

  expect(unasked.stdout).toMatch(/-:4 {2}BatchCreated {2}b-2 {2}LAMP x 6 {8}-:4\n$/)
  expect(asked.stdout).toContain(
    [
      '-:4  BatchCreated  b-2  LAMP x 6                   -:4',
      '└─ -:4~1  AllocationRequired  o-1  LAMP x 5        backorder offered stock',
      '   └─ -:4~1~1  Allocated  o-1  LAMP x 5 -> b-2',
      '',
    ].join('\n'),
  )
})
