import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const show = ['-o', 'ndjson', '--show', 'inputs,events']
const quiet = ['--show', 'none', '--verify']

test.concurrent('a run over what an earlier one printed is verified, without a warning', async () => {
  const { cwd } = await recorded()

  const args = [...quiet, '--fail-on', 'warnings', '--db', 'w.db', 'recorded.ndjson']
  const { stdout, stderr, code } = await runAlloc(['replay', ...args], { cwd })

  expect(stderr).toMatch(/\(4 outcomes\).*\nSaved to w\.db\.\nVerified: 4 recorded outcomes as derived\.\n$/)
  expect({ stdout, code }).toEqual({ stdout: '', code: 0 })
})

test.concurrent('the first divergence is shown with both lines and the batches, and nothing is saved', async () => {
  const { cwd, log } = await recorded()
  const changed = log.replace('"qty":8,"batchref":"batch-002"', '"qty":9,"batchref":"batch-001"')
  writeFileSync(join(cwd, 'changed.ndjson'), changed)

  const { stdout, stderr, code } = await runAlloc(['replay', '--verify', '--db', 'w.db', 'changed.ndjson'], {
    cwd,
  })

  expect(
    stderr,
  ).toBe(`alloc: --verify: outcome 4 is not as recorded: qty is 8, recorded as 9; batchref is batch-002, recorded as batch-001
    -  changed.ndjson:9  e-5~1~1  Allocated  order-2  SMALL-TABLE  9  batch-001
    +  changed.ndjson:7  e-5~1~1  Allocated  order-2  SMALL-TABLE  8  batch-002
    Its batches, as they stand there:
    BATCH      SKU          ETA         QTY  ALLOCATED  AVAILABLE
    batch-001  SMALL-TABLE  in stock     15         12          3
    batch-002  SMALL-TABLE  2026-12-01   50          8         42
alloc: stopped at changed.ndjson:9. Nothing was written to w.db.
`)
  expect({ stdout, code, made: existsSync(join(cwd, 'w.db')) }).toEqual({ stdout: '', code: 3, made: false })
})

test.concurrent.each([
  ['no outcome', [3, 5, 7, 8], '', 'the input has no recorded outcome'],
  ['one less', [8], '', 'outcome 4 is derived, but not recorded\n    +  -:7  e-5~1~1'],
  [
    'one more',
    [],
    '{"type":"OutOfStock","sku":"LAMP"}',
    'outcome 5 is recorded, but not derived\n    -  -:11  ?  OutOfStock  ?  LAMP  ?\n',
  ],
  ['another one', [3], '', 'outcome 1 is e-3~1, but e-4~1 is recorded there\n    -  -:5  e-4~1  Allocated'],
])('a log with %s is not verified', async (_what, left, more, words) => {
  const { log } = await recorded()
  const lines = log.split('\n').filter((_, index) => !left.includes(index))

  const { stderr, code } = await runAlloc(['replay', ...quiet, '-'], { input: lines.join('\n') + more })

  expect(stderr).toContain(`alloc: --verify: ${words}`)
  expect(code).toBe(3)
})

test.concurrent('only what is verified is committed, and a run that goes on begins behind it', async () => {
  const { cwd, log } = await recorded()
  writeFileSync(
    join(cwd, 'log.ndjson'),
    log.replace(
      '"type":"AllocationRequired","correlationid":"e-5"',
      '"type":"OutOfStock","correlationid":"e-5"',
    ),
  )
  const replay = ['replay', ...quiet, '--db', 'w.db', '--commit', 'event']

  const stopped = await runAlloc([...replay, 'log.ndjson'], { cwd })
  writeFileSync(join(cwd, 'log.ndjson'), log)
  const goneOn = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })
  const again = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })
  appendFileSync(join(cwd, 'log.ndjson'), '{"type":"BatchCreated","ref":"late","sku":"LAMP","qty":1}\n')
  const grown = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })

  expect(stopped.stderr).toContain('type is AllocationRequired, recorded as OutOfStock\n')
  expect(stopped.stderr).toContain(
    'alloc: stopped at log.ndjson:8. w.db holds everything up to log.ndjson:6.\n',
  )
  expect(goneOn.stderr).toContain('Verified: 2 recorded outcomes as derived.\n')
  expect([stopped.code, goneOn.code, again.code, grown.code]).toEqual([3, 0, 0, 0])
})

test.concurrent('a refusal outweighs a divergence, and skipped events are named as its reason', async () => {
  const { cwd, log } = await recorded()
  writeFileSync(join(cwd, 'bad.ndjson'), `{"type":"BatchArrived","ref":"no"}\n${log}{"type":"OutOfStock"}\n`)
  const replay = ['replay', ...quiet, '--db', 'w.db']
  await runAlloc([...replay, 'recorded.ndjson'], { cwd })

  const refused = await runAlloc(['replay', ...quiet, '--on-error', 'skip', 'bad.ndjson'], { cwd })
  const skipped = await runAlloc([...replay, '--again', 'recorded.ndjson'], { cwd })

  expect(refused.stderr).toContain('alloc: --verify: outcome 5 is recorded, but not derived')
  expect(refused.code).toBe(1)
  expect(skipped.stderr).toContain('alloc: 5 events of the input were applied before and emitted nothing now')
  expect(skipped.code).toBe(3)
})

test.concurrent('outcomes may stand behind all events, as CloudEvents, and are compared by what they record', async () => {
  const day = `${root}/fixtures/warehouse-day.ndjson`
  const { stdout } = await runAlloc(['replay', '-q', '-o', 'cloudevents', '--ce-source', 'urn:depot', day])
  const log = readFileSync(day, 'utf8')
  const offer = ['replay', ...quiet, '--errors', 'ndjson', '--ce-source', 'urn:depot', '-']

  const same = await runAlloc(offer, { input: log + stdout })
  const changed = await runAlloc(offer, {
    input: log + stdout.replace('"correlationid":"e-111"', '"correlationid":"e-112"'),
  })

  expect(same.code).toBe(0)
  expect(stdout).toContain('"correlationid":"e-111"')
  const [verdict] = changed.stderr.split('\n').map(line => JSON.parse(line || '{}'))
  expect(verdict).toMatchObject({
    level: 'error',
    message: expect.stringContaining('correlationid is e-111, recorded as e-112\n'),
  })
  expect(changed.code).toBe(3)
})

test.concurrent('events without id must come from a file of the same name, and the hint says so', async () => {
  const cwd = temporaryDirectory()
  const log =
    '{"type":"BatchCreated","ref":"b","sku":"A","qty":1}\n{"type":"AllocationRequired","orderid":"o","sku":"A","qty":1}\n'
  writeFileSync(join(cwd, 'day.ndjson'), log)
  const { stdout } = await runAlloc(['replay', '-q', '-o', 'ndjson', 'day.ndjson'], { cwd })
  writeFileSync(join(cwd, 'outcomes.ndjson'), stdout)

  const named = await runAlloc(['replay', ...quiet, 'day.ndjson', 'outcomes.ndjson'], { cwd })
  const piped = await runAlloc(['replay', ...quiet, '-'], { cwd, input: log + stdout })

  expect(named.code).toBe(0)
  expect(piped.stderr).toContain(
    '\n    hint: events without id are named after their file, and it was day.ndjson, not -\n',
  )
})

/** A log with its outcomes, as `replay -o ndjson` printed it. */
async function recorded(): Promise<{ cwd: string; log: string }> {
  const cwd = temporaryDirectory()
  const { stdout } = await runAlloc(['replay', ...show, 'fixtures/example.ndjson'])
  writeFileSync(join(cwd, 'recorded.ndjson'), stdout)
  return { cwd, log: stdout }
}
