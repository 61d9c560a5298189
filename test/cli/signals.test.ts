import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { root, runAlloc, runInShell, startAlloc, untilCatching } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const orders = 5_000
/** A batch, and orders of which every fiftieth is refused. */
const lines = ['{"type":"BatchCreated","ref":"b","sku":"S","qty":50000}\n'].concat(
  Array.from(
    { length: orders },
    (_, n) =>
      `{"type":"Allocation${n % 50 === 0 ? 'Wanted' : 'Required'}","orderid":"o${n}","sku":"S","qty":1}\n`,
  ),
)
const log = lines.join('')
const skip = ['--on-error', 'skip', '--max-errors', 'none', '--rejects', 'r.ndjson', '-q']

test('a run that was ended at any moment printed what it saved, and nothing by halves', async () => {
  const whole = temporaryDirectory()
  writeFileSync(join(whole, 'day.ndjson'), log)
  await runAlloc(['replay', ...skip, 'day.ndjson'], { cwd: whole })
  const rejects = readFileSync(join(whole, 'r.ndjson'), 'utf8')

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('run', 'event', '100', '3000'),
      fc.constantFrom('SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'),
      fc.integer({ min: 100, max: 1_500 }),
      fc.boolean(),
      async (commit, signal, moment, isTwice) => {
        const cwd = temporaryDirectory()
        writeFileSync(join(cwd, 'day.ndjson'), log)
        const replay = ['replay', '-o', 'ndjson', '--db', 'w.db', '--commit', commit]
        const { child, exit } = startAlloc([...replay, ...skip, 'day.ndjson'], cwd)
        const printed = textOf(child.stdout)

        await Promise.race([setTimeout(moment), exit])
        child.kill(signal)
        if (isTwice) child.kill(signal)

        expect([signal, 1]).toContain(await exit)
        const { emitted, refused } = savedIn(cwd)
        expect(commit === 'run' ? [0, orders - orders / 50] : [emitted]).toContain(emitted)
        const kept = textIn(cwd, 'r.ndjson')
        expect(rejects.startsWith(kept) && (kept === '' || kept.endsWith('\n'))).toBe(true)
        const isOrderly = signal !== 'SIGKILL' && !isTwice
        const records = (await printed).match(/^\{"record":"event".*\}$/gm) ?? []
        if (isOrderly) expect(records.length).toBe(emitted)
        else expect(records.length).toBeLessThanOrEqual(emitted)
        if (isOrderly) expect(kept.split('\n').length - 1).toBeGreaterThanOrEqual(refused)
      },
    ),
    { numRuns: 25 },
  )
})

test('a stock-take that was ended at any moment wrote all of it or nothing, and is no defect', {
  timeout: 120_000,
}, async () => {
  const names = Array.from({ length: 8_000 }, (_, n) => String(n))
  const stock = names.map(n => `{"type":"BatchCreated","ref":"b${n}","sku":"S${n}","qty":9}\n`).join('')
  const sheet = ['batch,counted', ...names.map(n => `b${n},8`), ''].join('\n')
  const stocktake = ['stocktake', '--db', 'w.db', '-q', 'counts.csv']
  const shop = temporaryDirectory()
  writeFileSync(join(shop, 'counts.csv'), sheet)
  await runAlloc(['replay', '-q', '--show', 'none', '--db', 'w.db', '-'], { cwd: shop, input: stock })
  const ends = []

  for (const [signal, ...args] of [['SIGINT', '--apply'], ['SIGTERM']] as const) {
    for (let moment = 300; moment <= 1_500; moment += 400) {
      const cwd = temporaryDirectory()
      cpSync(shop, cwd, { recursive: true })
      const { child, exit } = startAlloc([...stocktake, ...args], cwd)
      child.stdout.resume()

      await Promise.race([setTimeout(moment), exit])
      child.kill(signal)

      ends.push({ signal, exit: await exit, saved: savedIn(cwd).events - names.length })
    }
  }

  for (const { signal, exit, saved } of ends) {
    expect([signal, 0]).toContain(exit)
    expect([0, names.length]).toContain(saved)
  }
})

test.concurrent.each([
  ['event', ':2. w.db holds everything up to -:2.', 1],
  ['run', '. Nothing was written to w.db.', 0],
  ['100', ':2. w.db holds everything up to -:2.', 1],
])('a signal while stdin gives nothing ends a run by %s in order', async (commit, words, events) => {
  const cwd = temporaryDirectory()
  const { child, stderr, exit } = startAlloc(
    ['replay', '-o', 'ndjson', '--strict', '--on-error', 'skip', '--db', 'w.db', '--commit', commit, '-'],
    cwd,
  )
  child.stdin.write('{"type":"BatchCreated","ref":"b","sku":"S","qty":1}\n{"type":"Nonsense"}\n')
  // One group is read to its end before any of it is judged.
  await (events > 0 ? once(child.stderr, 'data') : untilCatching(child).then(() => setTimeout(1_000)))

  child.kill('SIGTERM')

  expect(await exit).toBe('SIGTERM')
  expect(stderr()).toContain(`alloc: ended by SIGTERM at -${words}\nTo go on`)
  if (events > 0) expect(savedIn(cwd).events).toBe(events)
})

test.concurrent('a reader who takes nothing does not keep a signal waiting', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'day.ndjson'), log)
  const { child, stderr, exit } = startAlloc(
    ['replay', '-o', 'ndjson', '--show', 'inputs,events', '--db', 'w.db', ...skip, 'day.ndjson'],
    cwd,
  )
  await once(child.stdout, 'readable')

  child.kill('SIGINT')

  expect(await exit).toBe('SIGINT')
  expect(stderr()).toContain(
    'alloc: error: the reader of the output did not take all of it in time\nalloc: ended by SIGINT while it printed the results. w.db holds everything up to the end of its input.\n',
  )
})

test.concurrent.each([
  ['replay --db w.db -', '{"type":"Nonsense"}\n', 'ended by SIGINT at -. Nothing was written to w.db.'],
  ['replay --db w.db --commit event pipe', '', 'ended by SIGINT at pipe. Nothing was written to w.db.'],
  ['replay --expect pipe -', '', 'ended by SIGINT before anything was read'],
  ['check pipe', '', 'ended by SIGINT; not everything was checked'],
  ['check -', '', 'ended by SIGINT; not everything was checked'],
])('a signal is answered while something is waited for: alloc %s', async (args, input, words) => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', `${root}/fixtures/example.ndjson`, '--db', 'w.db'], { cwd })
  await runInShell('mkfifo pipe', { cwd })
  const other = new Database(join(cwd, 'w.db')).exec('BEGIN IMMEDIATE')
  const { child, stderr, exit } = startAlloc([...args.split(' '), '--lock-timeout', '100000'], cwd)
  child.stdin.write(input)
  await untilCatching(child)
  await setTimeout(1_000)

  child.kill('SIGINT')

  expect(await exit).toBe('SIGINT')
  expect(stderr().split('\n')[0]).toBe(`alloc: ${words}`)
  other.close()
})

test.concurrent('a lock that another program lets go is taken', async () => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', `${root}/fixtures/example.ndjson`, '--db', 'w.db'], { cwd })
  const other = new Database(join(cwd, 'w.db')).exec('BEGIN IMMEDIATE')
  const { child, exit } = startAlloc(['replay', '--db', 'w.db', '--lock-timeout', '100000', '-'], cwd)
  child.stdin.end('{"type":"BatchArrived","ref":"batch-002"}\n')
  await untilCatching(child)
  await setTimeout(1_000)

  other.exec('COMMIT').close()

  expect(await exit).toBe(0)
})

/** What a warehouse holds that may have been left at any moment, and is whole. */
function savedIn(cwd: string): {
  readonly events: number
  readonly emitted: number
  readonly refused: number
} {
  const db = new Database(join(cwd, 'w.db'))
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    const count = (table: string) => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    const hasTables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()) > 0
    if (!hasTables) return { events: 0, emitted: 0, refused: 0 }
    const emitted = count('events WHERE emitted IS NOT NULL')
    return { events: count('events'), emitted, refused: count('rejects') }
  } finally {
    db.close()
  }
}

function textIn(cwd: string, name: string): string {
  try {
    return readFileSync(join(cwd, name), 'utf8')
  } catch {
    return ''
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
