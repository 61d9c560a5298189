import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc, runInShell, startAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = `${root}/fixtures/example.ndjson`
const typo = '{"type":"BatchArived","ref":"b"}\n'

function batches(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `{"type":"BatchCreated","ref":"b${n}","sku":"S","qty":1}\n`)
}

test.concurrent.each(['human', 'ndjson', 'json'])(
  'a full disk behind stdout ends a run in one sentence: %s',
  async format => {
    const cwd = temporaryDirectory()
    const replay = `alloc replay -o ${format}`
    const words = 'alloc: error: the output cannot be written (ENOSPC: no space left on device, write)'

    const free = await runInShell(`${replay} ${example} > /dev/full`, { cwd })
    const whole = await runInShell(`${replay} --db w.db ${example} > /dev/full`, { cwd })
    const groups = await runInShell(`${replay} --db g.db --commit 3 ${example} > /dev/full`, { cwd })

    expect(free).toEqual({ stdout: '', stderr: `${words}\n`, code: 4 })
    const results = (db: string) =>
      `alloc: stopped while it printed the results. ${db} holds everything up to the end of its input.\n`
    const missed = (db: string) =>
      `To print what did not arrive, N being the seq of the last that did:\n  alloc export --emitted --db ${db} --since N\n`
    expect([whole.stderr, whole.code]).toEqual([`${words}\n${results('w.db')}${missed('w.db')}`, 4])
    const group = `alloc: stopped at ${example}:3. g.db holds everything up to ${example}:3.\n`
    const onward = `To go on:\n  ${replay} --db g.db --commit 3 ${example} --resume\n`
    const kept = format === 'json' ? results('g.db') : group + onward
    expect([groups.stderr, groups.code]).toEqual([`${words}\n${kept}${missed('g.db')}`, 4])
  },
)

test.concurrent.each(['-h', '-V', 'replay -h', 'check -'])(
  'a full disk behind stdout is one sentence for everything printed: alloc %s',
  async args => {
    const { stderr, code } = await runInShell(`alloc ${args} > /dev/full`, { input: typo })

    expect(stderr).toMatch(/^alloc: error: the output cannot be written \([^\n]+\)\n$/)
    expect(code).toBe(4)
  },
)

test.concurrent('a disk that takes only a part of the last write is full', async () => {
  const cwd = temporaryDirectory()
  const limitedTo = (blocks: number) =>
    runInShell(`ulimit -f ${blocks}; alloc replay -q -o ndjson ${root}/fixtures/warehouse-day.ndjson > out`, {
      cwd,
    })
  const size = (await runAlloc(['replay', '-q', '-o', 'ndjson', 'fixtures/warehouse-day.ndjson'])).stdout
    .length
  const enough = Math.ceil(size / blockSize)

  const codes = []
  for (const blocks of [1, enough - 1, enough]) codes.push((await limitedTo(blocks)).code)

  expect(codes).toEqual([4, 4, 0])
  expect(statSync(join(cwd, 'out')).size).toBe(size)
})

test.concurrent('rejects that cannot be written end the run behind the group that they are of', async () => {
  const cwd = temporaryDirectory()
  const skip = 'alloc replay -q --on-error skip --rejects /dev/full --show none'

  const outcome = await runInShell(`${skip} --db w.db --commit 2 - 2>&1`, {
    cwd,
    input: [...batches(2), typo, ...batches(4)].join(''),
  })

  expect(outcome.code).toBe(4)
  expect(outcome.stdout).toContain(
    'alloc: error: the rejects cannot be written to /dev/full (ENOSPC: no space left on device, write)\nalloc: stopped at -:4. w.db holds everything up to -:4.\n',
  )
})

test.concurrent.each(['run', '7'])(
  'a disk that fills up within the rejects leaves whole lines of them: --commit %s',
  async commit => {
    const cwd = temporaryDirectory()
    const input = batches(80)
      .flatMap(batch => [batch, typo])
      .join('')
    const skip = `alloc replay -q --show none --on-error skip --commit ${commit} --rejects`

    const whole = await runInShell(`${skip} whole.ndjson -`, { cwd, input })
    const full = await runInShell(`ulimit -f 8; ${skip} full.ndjson -`, { cwd, input })

    const [all, kept] = ['whole', 'full'].map(name => readFileSync(join(cwd, `${name}.ndjson`), 'utf8'))
    expect([whole.code, full.code]).toEqual([1, 4])
    expect(full.stderr).toContain('the rejects cannot be written to full.ndjson')
    expect(all?.split('\n')).toHaveLength(81)
    expect(kept).not.toBe(all)
    expect(all?.startsWith(kept ?? '')).toBe(true)
    expect(kept).toMatch(/^$|\n$/)
    expect(kept === '').toBe(commit === 'run')
  },
)

test.concurrent('a reader who leaves ends a run that saves with 141, its rejects being complete', async () => {
  const cwd = temporaryDirectory()
  const replay = ['replay', '-q', '-o', 'ndjson', '--show', 'inputs', '--db', 'w.db', '--commit', '2']
  const { child, stderr, exit } = startAlloc(
    [...replay, '--on-error', 'skip', '--rejects', 'r.ndjson', '-'],
    cwd,
  )
  child.stdout.destroy()
  child.stdin.write([typo, ...batches(1)].join(''))

  expect(await exit).toBe(141)

  expect(stderr()).toContain(
    'alloc: error: the reader of the output is gone\nalloc: stopped at -:2. w.db holds everything up to -:2.\n',
  )
  const db = new Database(join(cwd, 'w.db'), { readonly: true })
  expect(db.prepare('SELECT count(*) FROM events').pluck().get()).toBe(1)
  db.close()
  expect(readFileSync(join(cwd, 'r.ndjson'), 'utf8')).toMatch(/^\{"record":"reject","at":"-:1",[^\n]+\}\n$/)
})

test.concurrent.each([
  'replay --on-error skip -',
  'replay --on-error skip -n --db new.db -',
  'check -',
  '-h',
])('a reader who leaves is no trouble where nothing is saved: alloc %s', async args => {
  const { child, stderr, exit } = startAlloc(args.split(' '), temporaryDirectory())
  child.stdout.destroy()
  child.stdin.end(typo + batches(1).join(''))

  const code = await exit

  expect(code).toBe(0)
  expect(stderr()).not.toContain('alloc: error')
})

test.concurrent.each([
  ['2>&-', 0],
  ['2>/dev/full', 0],
  ['<&-', 0],
  ['>&- 2>&- <&-', 0],
  ['- 2>&-', 1],
  ['- 2>/dev/full', 1],
])('what nobody listens to changes no exit status: %s', async (redirected, wanted) => {
  const log = redirected.startsWith('-') ? '' : example

  const { code } = await runInShell(`alloc replay ${log} ${redirected}`, { input: typo })

  expect(code).toBe(wanted)
})

test.concurrent('a directory as stdin is no empty log', async () => {
  const { stdout, stderr, code } = await runInShell('alloc replay - < /')

  expect({ stdout, stderr, code }).toEqual({
    stdout: '',
    stderr: 'alloc: error: stdin is a directory\n    hint: name the files in it: DIRECTORY/*.ndjson\n',
    code: 4,
  })
})

test.concurrent('a json document is printed whole or not at all', async () => {
  const replay = ['replay', '-o', 'json', '--commit', '1', '-']

  const stopped = await runAlloc(replay, { input: readFileSync(example, 'utf8') + typo })
  const complete = await runAlloc(replay, { input: readFileSync(example) })
  const atOnce = await runAlloc(['replay', '-o', 'json', '-'], { input: readFileSync(example) })

  expect([stopped.stdout, stopped.code]).toEqual(['', 1])
  expect(complete).toEqual(atOnce)
})

test.concurrent('stdin byte by byte gives what it gives at once', async () => {
  const log = `\ufeff${readFileSync(example, 'utf8').replaceAll('\n', '\r\n')}\n${typo}{"type":"BatchArrived","ref":"é"}`
  const args = ['replay', '-o', 'ndjson', '--show', 'inputs,events,batches', '--on-error', 'skip', '-']
  const atOnce = await runAlloc(args, { input: log })

  const { child, stderr, exit } = startAlloc(args, root)
  const chunks: Buffer[] = []
  child.stdout.on('data', chunk => chunks.push(chunk))
  for (const byte of Buffer.from(log)) {
    child.stdin.write(Buffer.of(byte))
    await setImmediate()
  }
  child.stdin.end()

  const code = await exit
  expect({ stdout: Buffer.concat(chunks).toString(), stderr: stderr(), code }).toEqual(atOnce)
})

test.concurrent.each([
  ['stdout', ['-o', 'ndjson', '--show', 'inputs', '--commit', 'event']],
  ['stderr', ['--errors', 'ndjson', '--on-error', 'skip', '--max-errors', 'none', '--strict']],
])('input is not read faster than %s is taken', async (stuck, options) => {
  const { child, exit } = startAlloc(['replay', ...options, '-'], temporaryDirectory())
  const [idle, read] = stuck === 'stdout' ? [child.stdout, child.stderr] : [child.stderr, child.stdout]
  read.resume()
  idle.removeAllListeners('data').pause()
  const field = stuck === 'stderr' ? ',"shelf":1' : ''
  let given = 0
  const give = async () => {
    while (given < enoughForAll) {
      const block = Array.from(
        { length: 1_000 },
        () => `{"type":"BatchCreated","ref":"b${given++}","sku":"S","qty":1${field}}\n`,
      )
      if (!child.stdin.write(block.join(''))) await once(child.stdin, 'drain')
    }
  }

  await Promise.race([give().catch(() => {}), setTimeout(5_000)])
  child.kill('SIGKILL')
  idle.resume()
  await exit

  expect(given).toBeGreaterThan(1_000)
  expect(given).toBeLessThan(enoughForAll)
})

/** Of `ulimit -f`, in bytes. */
const blockSize = 512

/** In events: more than all the buffers on the way hold, and less than alloc reads in the time. */
const enoughForAll = 20_000

test.concurrent('a log in a named pipe is read', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'copy.ndjson'), readFileSync(example))

  const named = await runInShell('mkfifo pipe; cat copy.ndjson > pipe & alloc replay pipe', { cwd })
  const piped = await runAlloc(['replay', '-'], { input: readFileSync(example) })

  expect(named).toEqual(piped)
})
