import { expect, test } from 'vitest'
import { shelves } from './shelves.ts'

const counted = `batch,sku,eta,rev,expected,counted,reason,note,counted_by,counted_at
batch-004,BLUE-LAMP,,1,,20,,,,
batch-005,OAK-DESK,,1,,,,,,
batch-003,RED-CHAIR,,1,,31,DAMAGED,water leak bay 4,,
batch-001,SMALL-TABLE,,2,,14,,,,
`
const preview = `BATCH      SKU          BOOK  COUNTED  VARIANCE       %  ALLOCATED  EFFECT
batch-004  BLUE-LAMP      20       20         0    0.0%          5  no change
batch-005  OAK-DESK       12        -         -       -          3  not counted
batch-003  RED-CHAIR      40       31        -9  -22.5%         38  order-8 x 18 loses its stock: OUT OF STOCK   ! over 10%
batch-001  SMALL-TABLE    15       14        -1   -6.7%         12  none

2 adjustments (-10 units), 1 unchanged, 1 not counted. Exact: 1 of 3 counted (33%); within tolerance: 2 (67%).
1 order goes out of stock: order-8 (RED-CHAIR x 18).
batch-003 is over 10%: count again, then approve it with --accept batch-003.
Preview only; nothing was written. To apply:
  alloc stocktake counts.csv --tolerance 10% --db warehouse.db --apply
`
const redChair =
  '{"type":"StockCounted","id":"stocktake:fb8d2f809a5c1413e72dc8cccb6d98a2","sku":"RED-CHAIR","counts":[{"ref":"batch-003","qty":31,"expectedrev":1,"reason":"DAMAGED","note":"water leak bay 4"}]}\n'
const smallTable =
  '{"type":"StockCounted","id":"stocktake:05682d0b635259b257087546a6e493d1","sku":"SMALL-TABLE","counts":[{"ref":"batch-001","qty":14,"expectedrev":2}]}\n'
const afterwards = `ref,sku,eta,qty,allocated,available,rev
batch-004,BLUE-LAMP,,20,5,15,1
batch-005,OAK-DESK,,12,3,9,1
batch-003,RED-CHAIR,,31,20,11,2
batch-001,SMALL-TABLE,,14,12,2,3
batch-002,SMALL-TABLE,2026-12-01,50,8,42,1
`
const again = 'This sheet was applied before; there is nothing left to do.\n'
const shipOrder1 = { type: 'OrderLineShipped', orderid: 'order-1', sku: 'SMALL-TABLE' }

test.concurrent('a preview shows who loses stock, and writes nothing', async () => {
  const { alloc, write, bytes } = await shelves()
  write('counts.csv', counted)
  const before = bytes()

  const outcome = await alloc(['stocktake', 'counts.csv', '--tolerance', '10%'])

  expect(outcome).toEqual({ stdout: preview, stderr: '', code: 3 })
  expect(bytes().equals(before)).toBe(true)
})

test.concurrent('what is beyond the tolerance is not applied until it is approved, and then once', async () => {
  const { alloc, write, batches } = await shelves()
  write('counts.csv', counted)
  const apply = ['stocktake', 'counts.csv', '--tolerance', '10%', '--apply']
  const before = await batches()

  const refused = await alloc(apply)
  const between = await batches()
  const applied = await alloc([...apply, '--accept', 'batch-003', '--exit-code'])
  const repeated = await alloc(apply)

  expect(refused.stderr).toMatch(/^counts\.csv:4:25: error: batch "batch-003" is over 10%.*\[tolerance\]\n/)
  expect(refused.stderr).toMatch(
    /alloc: 1 count of counts\.csv waits for a decision\. Nothing was written to warehouse\.db\.\n$/,
  )
  expect({ stdout: refused.stdout, code: refused.code, between }).toEqual({
    stdout: '',
    code: 3,
    between: before,
  })
  expect(applied.stdout).toContain('OUT OF STOCK   over 10%, accepted\n')
  expect(applied.stdout).toContain(
    '1 order went out of stock: order-8 (RED-CHAIR x 18).\nApplied to warehouse.db.\n',
  )
  expect(applied.code).toBe(3)
  expect(repeated).toEqual({ stdout: again, stderr: '', code: 0 })
  expect(await batches()).toBe(afterwards)
})

test.concurrent('the corrections are a log that replay takes, once, whoever comes first', async () => {
  const [one, other] = await Promise.all([shelves(), shelves()])
  for (const { write } of [one, other]) write('counts.csv', counted)

  const log = await one.alloc(['stocktake', 'counts.csv', '-o', 'ndjson'])
  const replayed = await one.alloc(['replay', '-o', 'ndjson', '--show', 'none', '-'], { input: log.stdout })
  const applied = await other.alloc(['stocktake', 'counts.csv', '--apply', '-o', 'ndjson'])
  const afterApply = await other.alloc(['replay', '-o', 'ndjson', '--show', 'none', '-'], {
    input: log.stdout,
  })
  const afterReplay = await one.alloc(['stocktake', 'counts.csv', '--apply'])

  expect(log).toEqual({ stdout: redChair + smallTable, stderr: '', code: 0 })
  expect(applied).toEqual(log)
  expect(replayed.stdout).toContain('"read":2,"applied":2')
  expect(afterApply.stdout).toContain('"read":2,"applied":0,"repeated":0,"skipped":2')
  expect(afterReplay).toEqual({
    stdout: expect.stringMatching(/^batch-003 .* already applied$/m),
    stderr: '',
    code: 0,
  })
  expect(await one.batches()).toBe(afterwards)
  expect(await other.batches()).toBe(afterwards)
})

test.concurrent('while something waits for a decision no correction is printed', async () => {
  const { alloc, write } = await shelves()
  write('counts.csv', counted)

  const outcome = await alloc(['stocktake', 'counts.csv', '--tolerance', '10%', '-o', 'ndjson'])

  expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout: '', code: 3 })
  expect(outcome.stderr).toContain('[tolerance]')
})

test.concurrent('programs read the same as people', async () => {
  const { alloc, write } = await shelves()
  write('counts.csv', counted)
  const options = ['stocktake', 'counts.csv', '--tolerance', '10%', '-o']

  const [json, csv] = await Promise.all([alloc([...options, 'json']), alloc([...options, 'csv'])])

  const { counts, summary } = JSON.parse(json.stdout)
  expect(counts[2]).toEqual({
    record: 'variance',
    ...{ batch: 'batch-003', sku: 'RED-CHAIR', book: 40, counted: 31, variance: -9, allocated: 38 },
    ...{ status: 'counted', over: '10%', accepted: false },
    effects: [{ orderid: 'order-8', qty: 18, to: null }],
  })
  expect(summary).toEqual({
    record: 'summary',
    ...{ sheet: 'counts.csv', adjustments: 2, units: -10, unchanged: 1, blank: 1, missing: 0, applied: 0 },
    ...{ over: 1, unapproved: 1, stale: 0 },
    outofstock: [{ orderid: 'order-8', sku: 'RED-CHAIR', qty: 18, from: 'batch-003' }],
    ...{ committed: false, db: 'warehouse.db' },
  })
  expect(csv.stdout).toBe(`batch,sku,book,counted,variance,allocated,status,over,moved,out_of_stock
batch-004,BLUE-LAMP,20,20,0,5,counted,,0,
batch-005,OAK-DESK,12,,,3,blank,,0,
batch-003,RED-CHAIR,40,31,-9,38,counted,10%,0,order-8 x 18
batch-001,SMALL-TABLE,15,14,-1,12,counted,,0,
`)
})

test.concurrent.each([
  ['semicolons, a BOM and CRLF', '\ufeffBatch;SKU;Rev;Counted\r\nbatch-003;RED-CHAIR;1;31\r\n'],
  ['tabs', 'batch\tsku\trev\tcounted\nbatch-003\tRED-CHAIR\t1\t31\n'],
  ['a line that says what separates', 'sep=;\nbatch;rev;counted\nbatch-003;1;31\n'],
  ['everything quoted', '"batch","sku","rev","counted"\n"batch-003","RED-CHAIR","1","31"\n'],
  ['empty columns and rows behind it', 'batch;rev;counted;;\nbatch-003;1;31;;\n;;;;\n;;;;\n'],
  ['short rows, and no last line end', 'batch,rev,counted,note\nbatch-001\nbatch-003,1,31'],
  ['other names', 'Lot/Serial Number,Item Code,REV,On-hand (new)\nbatch-003,RED-CHAIR,1,31\n'],
  ['a quantity where nothing else was counted', 'ref,qty,rev\nbatch-003,31,1\n'],
  ['spaces around', ' batch , rev , counted \n batch-003 , 1 , 31 \n'],
  [
    'text that spreadsheets guard',
    "batch,rev,counted,note\n'batch-003,1,31,'=A1\n".replace("'batch", 'batch'),
  ],
])('a sheet may have %s', async (_what, sheet) => {
  const { alloc } = await shelves()

  const outcome = await alloc(['stocktake', '-', '--missing', 'ignore', '-o', 'ndjson'], { input: sheet })

  const { id, counts } = JSON.parse(outcome.stdout)
  expect(id).toBe('stocktake:fb8d2f809a5c1413e72dc8cccb6d98a2')
  expect(counts[0]).toMatchObject({ ref: 'batch-003', qty: 31, expectedrev: 1 })
  expect(outcome).toMatchObject({ stderr: '', code: 0 })
})

test.concurrent('a quote may hold separators, quotes and line ends; an unknown column is named once', async () => {
  const { alloc } = await shelves()
  const input = 'batch,shelf,counted,note\nbatch-003,"a ""b""\n c",31,"left, behind"\nbatch-001,"x\ny",15,\n'

  const { stdout, stderr } = await alloc(['stocktake', '-', '--missing', 'ignore', '-o', 'ndjson'], { input })

  expect(JSON.parse(stdout).counts[0].note).toBe('left, behind')
  expect(stderr.match(/\[.*\]$/gm)).toEqual(['[unknown-field]'])
  expect(stderr).toMatch(/^-:1:7: warning: the column "shelf" is ignored/)
})

test.concurrent('behind a record of several lines, places are right', async () => {
  const { alloc } = await shelves()
  const input = 'shelf,batch,counted\n"a\nb",batch-003,31\n"c\nd",batch-003,x\n'

  const { stderr } = await alloc(['stocktake', '-', '-q'], { input })

  expect(stderr).toMatch(/^-:5:14: error: counted must be a whole number, got "x"/)
  expect(stderr).toContain('\n    d",batch-003,x\n                 ^\n')
})

test.concurrent('the form of a sheet and the order of its rows do not matter', async () => {
  const { alloc, write } = await shelves()
  write('counts.csv', counted)
  const [header = '', ...rows] = counted.trim().split('\n')
  write('other.csv', [header, ...rows.toReversed()].join('\r\n').replaceAll(',', ';'))

  const first = await alloc(['stocktake', 'counts.csv', '-o', 'ndjson'])
  const other = await alloc(['stocktake', 'other.csv', '-o', 'ndjson'])
  await alloc(['stocktake', 'counts.csv', '--apply'])
  const repeated = await alloc(['stocktake', 'other.csv', '--apply'])

  expect(other).toEqual(first)
  expect(repeated.stdout).toBe(again)
})

test.concurrent('a plan that has become stale fails whole, and says what happened since', async () => {
  const { alloc, write, tell, batches } = await shelves()
  write('counts.csv', counted)
  await tell(shipOrder1)
  await tell({ type: 'BatchQuantityChanged', ref: 'batch-001', qty: 2 })
  const before = await batches()

  const previewed = await alloc(['stocktake', 'counts.csv'])
  const applied = await alloc(['stocktake', 'counts.csv', '--apply'])

  const story = 'rev 2 -> 4: shipped order-1 x 12, set to 2'
  expect(previewed.stdout).toMatch(new RegExp(`^batch-001 .* +2 +14 +\\+12 .* stale: ${story}$`, 'm'))
  expect(applied.stderr).toMatch(
    new RegExp(`^counts\\.csv:5:24: error: batch "batch-001" has changed.*: ${story} `),
  )
  expect(applied.stderr).toMatch(/count it again .*leave its cell blank.*--allow-stale batch-001/)
  expect([previewed.code, applied.code, applied.stdout]).toEqual([3, 3, ''])
  expect(await batches()).toBe(before)
})

test.concurrent('a stale count may be left blank, approved, or agree with the book', async () => {
  const { alloc, write, tell } = await shelves()
  await tell(shipOrder1)
  write('blank.csv', counted.replace(',14,', ',,'))
  write('agrees.csv', counted.replace(',14,', ',3,'))
  write('counts.csv', counted)

  const blank = await alloc(['stocktake', 'blank.csv', '-o', 'ndjson'])
  const agrees = await alloc(['stocktake', 'agrees.csv', '-o', 'ndjson', '--keep-unchanged'])
  const approved = await alloc(['stocktake', 'counts.csv', '--allow-stale', 'batch-001', '-o', 'ndjson'])
  const printed = await alloc(['stocktake', 'counts.csv'])

  expect(blank).toEqual({ stdout: redChair, stderr: '', code: 0 })
  expect(agrees.stdout).toContain('{"ref":"batch-001","qty":3,"expectedrev":3}')
  expect(approved.stdout).toContain('{"ref":"batch-001","qty":14,"expectedrev":3}')
  expect([agrees.code, approved.code]).toEqual([0, 0])
  expect(printed.stdout).toMatch(/\n {2}alloc stocktake counts\.csv --db warehouse\.db --apply\n$/)
})

test.concurrent('a sheet without variance changes nothing, unless counts that agree are to be kept', async () => {
  const { alloc, write, bytes, batches } = await shelves()
  write('counts.csv', 'batch,counted\nbatch-003,40\nbatch-001,15\n')
  const [before, state] = [bytes(), await batches()]

  const plain = await alloc(['stocktake', 'counts.csv', '--apply', '--missing', 'ignore', '--exit-code'])
  const isSame = bytes().equals(before)
  const kept = await alloc(['stocktake', 'counts.csv', '--apply', '--missing', 'ignore', '--keep-unchanged'])

  expect(plain.stdout).toMatch(
    /\n0 adjustments, 2 unchanged, 0 not counted\. Exact: 2 of 2 counted \(100%\)\.\n/,
  )
  expect(plain.stdout).toMatch(/\nThere was nothing to apply\.\n$/)
  expect([plain.code, isSame, kept.code]).toEqual([0, true, 0])
  expect(await batches()).toBe(state)
  expect((await alloc(['stocktake', 'counts.csv', '--apply', '--keep-unchanged'])).stdout).toBe(again)
})

test.concurrent('batches counted in several places are summed where that is asked for', async () => {
  const { alloc } = await shelves()
  const input = 'batch,rev,counted,note\nbatch-003,1,20,left\nbatch-001,2,15,\nbatch-003,1,11,right\n'
  const other = 'batch,rev,counted,note\nbatch-003,1,11,left\nbatch-001,2,15,\nbatch-003,1,20,right\n'
  const options = ['stocktake', '-', '--duplicates', 'sum', '--missing', 'ignore', '-o', 'ndjson']

  const [summed, turned] = await Promise.all([alloc(options, { input }), alloc(options, { input: other })])

  expect(JSON.parse(summed.stdout).counts).toEqual([
    { ref: 'batch-003', qty: 31, expectedrev: 1, note: 'left' },
  ])
  expect(turned.stdout).toBe(summed.stdout)
})

test.concurrent('what is on hand and not on the sheet is told; what has not arrived is, too', async () => {
  const { alloc } = await shelves()
  const input = 'batch,expected,counted\nbatch-002,50,50\nbatch-003,41,40\nbatch-001,16,14\n'

  const { stdout, stderr, code } = await alloc(['stocktake', '-'], { input })

  expect(stdout).toMatch(/^batch-005 {2}OAK-DESK +12 +- +- +- +3 {2}not on the sheet$/m)
  expect(stdout).toContain('\n1 adjustment (-1 unit), 2 unchanged, 0 not counted, 2 not on the sheet. ')
  expect(stdout).toContain('To apply, with the same sheet on stdin:\n')
  expect(stderr.match(/^.*warning.*$/gm)).toEqual([
    '-:2:1: warning: batch "batch-002" is counted, but has not arrived: it is due 2026-12-01',
    '-:4:11: warning: the sheet expects 16 of batch "batch-001", the book has 15',
    '-: warning: batch "batch-004" of "BLUE-LAMP" is on hand, but not on the sheet [not-counted]',
    '-: warning: batch "batch-005" of "OAK-DESK" is on hand, but not on the sheet [not-counted]',
  ])
  expect(code).toBe(0)
})

test.concurrent('a count of a SKU moves no line that it need not, whatever the order of its rows', async () => {
  const { alloc, tell } = await shelves()
  await tell({ type: 'BatchCreated', ref: 'batch-006', sku: 'RED-CHAIR', qty: 0 })
  const rows = ['batch-003,20', 'batch-006,18']

  const [one, other] = await Promise.all(
    [rows, rows.toReversed()].map(each =>
      alloc(['stocktake', '-', '--missing', 'ignore'], { input: ['batch,counted', ...each, ''].join('\n') }),
    ),
  )

  const effects = (stdout = '') => stdout.match(/(?<= {2})(?:order|none|no change).*$/gm)
  expect(effects(one?.stdout)).toEqual(['order-8 x 18 moves to batch-006', 'none'])
  expect(effects(other?.stdout)).toEqual(['none', 'order-8 x 18 moves to batch-006'])
})

test.concurrent.each([
  ['no database', ['counts.csv'], {}, /give --db FILE/, 2],
  ['a missing database', ['counts.csv', '--db', 'warehose.db'], {}, /did you mean warehouse\.db\?/, 5],
  ['a missing database to apply to', ['counts.csv', '--db', 'x.db', '--apply'], {}, /no database x\.db/, 5],
  ['a missing sheet', ['count.csv', '--db', 'warehouse.db'], {}, /did you mean counts\.csv\?/, 4],
  ['the database as the sheet', ['warehouse.db', '--db', 'warehouse.db'], {}, /is the database itself/, 2],
  ['no sheet', ['--db', 'warehouse.db'], {}, /missing required argument/, 2],
  ['an odd tolerance', ['counts.csv', '--tolerance', '5,x'], {}, /--tolerance takes .* not "5,x"/, 2],
  ['an odd list of reasons', ['counts.csv', '--reasons', 'A,,B'], {}, /--reasons takes/, 2],
  [
    'approval of what is not there',
    ['counts.csv', '--db', 'warehouse.db', '--accept', 'batch-03'],
    {},
    /--accept names "batch-03", which is not on the sheet\n {4}hint: did you mean batch-003\?/,
    2,
  ],
  ['a format that it has not', ['counts.csv', '-o', 'cloudevents'], {}, /not "cloudevents"/, 2],
])('%s is refused', async (_what, args, env, words, code) => {
  const { cwd, write } = await shelves()
  write('counts.csv', counted)
  const { runAlloc } = await import('./run-alloc.ts')

  const outcome = await runAlloc(['stocktake', ...args], { cwd, env })

  expect(outcome.stderr).toMatch(words)
  expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout: '', code })
})

test.concurrent('a database that the environment names is named, and stands in the printed command', async () => {
  const { cwd, write } = await shelves()
  write('my counts.csv', counted)
  const { runAlloc } = await import('./run-alloc.ts')
  const env = { ALLOC_DB: 'warehouse.db' }

  const previewed = await runAlloc(['stocktake', 'my counts.csv'], { cwd, env })
  const applied = await runAlloc(['stocktake', 'my counts.csv', '--apply'], { cwd, env })

  expect(previewed.stdout).toMatch(/\n {2}alloc stocktake 'my counts\.csv' --db warehouse\.db --apply\n$/)
  expect(applied.stderr).toBe('alloc: writing to warehouse.db, as ALLOC_DB says\n')
})

test.concurrent('a SKU with more counts than an event may hold is refused as a whole', async () => {
  const { alloc, write, batches } = await shelves()
  const refs = Array.from({ length: 21_000 }, (_, n) => `a-batch-with-a-long-name-${n}`)
  const log = refs.map(ref => `{"type":"BatchCreated","ref":"${ref}","sku":"NAIL","qty":5}\n`).join('')
  await alloc(['replay', '-q', '--show', 'none', '-'], { input: log })
  write('counts.csv', ['batch,counted', 'batch-003,31', ...refs.map(ref => `${ref},4`), ''].join('\n'))
  const before = await batches()

  const outcome = await alloc(['stocktake', 'counts.csv', '--apply', '--missing', 'ignore'])

  expect(outcome.stderr).toMatch(
    /^counts\.csv:3: error: the counts of "NAIL" cannot be applied: the line has .* bytes; the limit is 1,048,576 \[line-too-long\]\n/,
  )
  expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout: '', code: 1 })
  expect(await batches()).toBe(before)
})

test.concurrent('of a sheet that cannot be read as a whole nobody says what is not on it', async () => {
  const { alloc, write } = await shelves()
  write('counts.csv', 'batch,counted\nbatch-003,many\n')

  const outcome = await alloc(['stocktake', 'counts.csv', '--missing', 'error'])

  expect(outcome.stderr).toMatch(/^counts\.csv:2:11: error: counted must be a whole number/)
  expect(outcome.stderr).not.toContain('not on the sheet')
  expect(outcome.stderr).toMatch(/\nalloc: 1 error in counts\.csv\. Nothing was written\.\n$/)
})

test.concurrent('a stale count is neither an adjustment nor within the tolerance', async () => {
  const { alloc, write } = await shelves()
  write('counts.csv', 'batch,rev,counted\nbatch-004,1,20\nbatch-001,2,14\n')
  await alloc(['replay', '-q', '--show', 'none', '-'], { input: `${JSON.stringify(shipOrder1)}\n` })
  const preview = ['stocktake', 'counts.csv', '--missing', 'ignore', '--tolerance', '10%']

  const read = await alloc(preview)
  const recorded = await alloc([...preview, '-o', 'json'])

  expect(read.stdout).toContain(
    '\n0 adjustments, 1 unchanged, 0 not counted, 1 stale. Exact: 1 of 1 counted (100%); within tolerance: 1 (100%).\n',
  )
  expect(JSON.parse(recorded.stdout).summary).toMatchObject({
    adjustments: 0,
    units: 0,
    unchanged: 1,
    stale: 1,
  })
})

test.concurrent('a sheet without a rev is a new count once stock was shipped, one with a rev is not', async () => {
  const [bare, dated] = await Promise.all([shelves(), shelves()])
  bare.write('counts.csv', 'batch,counted\nbatch-001,14\n')
  dated.write('counts.csv', 'batch,rev,counted\nbatch-001,2,14\n')
  const apply = ['stocktake', 'counts.csv', '--missing', 'ignore', '--apply']

  for (const { alloc, tell } of [bare, dated]) {
    await alloc(apply)
    await tell(shipOrder1)
    await alloc(apply)
  }

  expect(await bare.batches()).toContain('batch-001,SMALL-TABLE,,14,0,14,5\n')
  expect(await dated.batches()).toContain('batch-001,SMALL-TABLE,,2,0,2,4\n')
})
