import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Outcome, root, runAlloc, startAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { allRows } from './warehouse-rows.ts'

const example = `${root}/fixtures/example.ndjson`
const allEvents = ['e-1', 'e-2', 'e-3', 'e-3~1', 'e-4', 'e-4~1', 'e-5', 'e-5~1', 'e-5~1~1']

/** A subscriber that writes down whatever it is told. */
const diary = `
import { appendFileSync } from 'node:fs'
export default bus => bus.subscribeToAllEvents(event => appendFileSync('diary.ndjson', JSON.stringify(event) + '\\n'))
`

test.concurrent('subscribers are told each committed event once, in order, with its correlation and cause', async () => {
  const { cwd, diaryOf } = directoryWith(diary)

  const { code } = await replay(cwd, '--subscribers', 'them.mjs', '--db', 'w.db', example)

  expect(code).toBe(0)
  expect(diaryOf('id')).toEqual(allEvents)
  expect(diaryOf('causationid')).toEqual([null, null, null, 'e-3', null, 'e-4', null, 'e-5', 'e-5~1'])
  expect(diaryOf('correlationid').at(-1)).toBe('e-5')
  expect(diaryOf('position')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(diaryOf('seq')).toEqual([null, null, null, 1, null, 2, null, 3, 4])
})

test.concurrent('an event that was applied before, or changes nothing, is told to nobody', async () => {
  const { cwd, diaryOf } = directoryWith(diary)
  await replay(cwd, '--db', 'w.db', example)
  const again = '{"type":"BatchArrived","ref":"batch-001"}\n{"type":"BatchArrived","ref":"batch-002"}\n'
  writeFileSync(join(cwd, 'again.ndjson'), readFileSync(example, 'utf8') + again)

  await replay(cwd, '--subscribers', 'them.mjs', '--db', 'w.db', 'again.ndjson')

  expect(diaryOf('id')).toEqual(['again.ndjson:7'])
})

test.concurrent('what subscribers print goes to stderr; stdout has the bytes of a run without them', async () => {
  const { cwd } = directoryWith(`
    console.log('loaded')
    export default bus => bus.subscribe('Allocated', ({ id }) => {
      console.log('told', id)
      process.stdout.write('written ' + id + '\\n')
    })`)
  const toFile = openSync(join(cwd, 'out'), 'w')

  const without = await replay(cwd, '-o', 'ndjson', example)
  const withThem = await replay(cwd, '-o', 'ndjson', '--subscribers', 'them.mjs', example)
  await runAlloc(['replay', '-o', 'ndjson', '--subscribers', 'them.mjs', example], { cwd, stdout: toFile })

  expect(withThem.stdout).toBe(without.stdout)
  expect(readFileSync(join(cwd, 'out'), 'utf8')).toBe(without.stdout)
  expect(withThem.stderr).toContain('loaded\ntold e-3~1\nwritten e-3~1\ntold e-4~1\n')
})

test.concurrent.each([
  ['while it is loaded', 'process.exit(0)\nexport default () => {}', 2],
  ['while it subscribes', 'export default () => process.exit(0)', 2],
  ['when it is told', "export default bus => bus.subscribe('Allocated', () => process.exit(0))", 3],
  ['later', 'export default () => void setTimeout(() => process.exit(0))', 3],
])('a subscriber does not end the process %s', async (_when, file, code) => {
  const { cwd } = directoryWith(file)

  const outcome = await replay(
    cwd,
    '--subscribers',
    'them.mjs',
    '--fail-on',
    'subscriber',
    '--db',
    'w.db',
    example,
  )

  expect(outcome.code).toBe(code)
  expect(outcome.stderr).toContain('process.exit was called, which is not for subscribers')
  expect(existsSync(join(cwd, 'w.db'))).toBe(code === 3)
})

test.concurrent('a failing subscriber is reported, changes the exit code if asked, and never the warehouse', async () => {
  const { cwd } = directoryWith(`
    export default bus => {
      bus.subscribe('Allocated', function mail() { throw new Error('no route to host') })
      bus.subscribeToAllEvents(async event => { event.qty = 1 })
      bus.subscribe('BatchCreated', () => { setTimeout(() => { throw new Error('much later') }) })
      bus.subscribe('BatchQuantityChanged', () => { void Promise.reject(new Error('nobody waits')) })
    }`)
  await replay(cwd, '--db', 'without.db', example)

  const reported = await replay(cwd, '--subscribers', 'them.mjs', '--db', 'with.db', example)
  const judged = await replay(cwd, '-q', '--subscribers', 'them.mjs', '--fail-on', 'subscriber', example)

  expect([reported.code, judged.code]).toEqual([0, 3])
  expect(reported.stderr).toContain(
    'alloc: error: the subscriber mail failed on Allocated "e-3~1": no route to host\n',
  )
  expect(reported.stderr).toContain('failed on BatchCreated "e-1": Cannot assign to read only property')
  expect(reported.stderr).toContain('a subscriber failed outside of its calls: much later')
  expect(reported.stderr).toContain('a subscriber failed outside of its calls: nobody waits')
  expect(judged.stderr).toMatch(/^alloc: --fail-on subscriber: \d+ calls of subscribers failed$/m)
  expect(allRows(join(cwd, 'with.db'))).toEqual(allRows(join(cwd, 'without.db')))
})

test.concurrent('a subscriber that forgets to wait for its own promise has failed', async () => {
  const { cwd } = directoryWith(`
    const tell = async () => { await 0; throw new Error('no route to host') }
    export default bus => bus.subscribe('Allocated', () => { tell() })`)

  const { code, stderr } = await replay(cwd, '--subscribers', 'them.mjs', '--fail-on', 'subscriber', example)

  expect(stderr).toContain('a subscriber failed outside of its calls: no route to host')
  expect(code).toBe(3)
})

test.concurrent.each([
  ['is missing', undefined, 4, 'alloc: error: there is no file them.mjs\n'],
  ['does not parse', 'export default bus => {', 2, 'it cannot be loaded: '],
  [
    'imports what is not there',
    `import 'nothing-of-this-name'`,
    2,
    'it cannot be loaded: Cannot find package',
  ],
  ['throws', `throw new Error('no server')`, 2, 'it cannot be loaded: no server\n'],
  ['exports nothing', `console.log('hello')`, 2, 'it has no function as its default export\n'],
  ['exports no function', 'export default {}', 2, 'it has no function as its default export\n'],
  [
    'throws while it subscribes',
    `export default () => { throw new Error('no server') }`,
    ...[2, 'it failed while it subscribed: no server\n'],
  ],
  [
    'subscribes to what there is not',
    `export default async bus => bus.subscribe('Alocated', () => {})`,
    ...[2, 'there is no event "Alocated"; did you mean "Allocated"?\n'],
  ],
  ['is never loaded', 'await new Promise(() => {})', 2, 'it took more than 10 seconds to be loaded\n'],
  [
    'never resolves',
    'setInterval(() => {}, 1e6); export default () => new Promise(() => {})',
    ...[2, 'it took more than 10 seconds to subscribe\n'],
  ],
] as [string, string | undefined, number, string][])(
  'a file of subscribers that %s ends the run before anything is applied',
  async (_what, module, code, complaint) => {
    const { cwd } = directoryWith(module)
    await replay(cwd, '--db', 'w.db', `${root}/fixtures/book.ndjson`)
    const before = readFileSync(join(cwd, 'w.db'))

    const [outcome, ofNew] = await Promise.all(
      ['w.db', 'new.db'].map(db => replay(cwd, '--subscribers', 'them.mjs', '--db', db, example)),
    )

    expect(outcome).toMatchObject({ code, stdout: '' })
    expect(outcome?.stderr).toContain(complaint)
    expect(outcome?.stderr).toMatch(/^(hello\n)?alloc: error: /)
    expect(ofNew?.code).toBe(code)
    expect(readFileSync(join(cwd, 'w.db'))).toEqual(before)
    expect(existsSync(join(cwd, 'new.db'))).toBe(false)
  },
)

test.concurrent('a subscriber that hangs is let go, and keeps neither the replay nor the others', async () => {
  const { cwd, diaryOf } = directoryWith(`
    ${diary.replace('export default bus =>', 'const write = bus =>')}
    export default bus => {
      bus.subscribe('Allocated', function hangs() { setInterval(() => {}, 1e6); return new Promise(() => {}) })
      write(bus)
    }`)

  const { code, stderr } = await replay(cwd, '--subscribers', 'them.mjs', '--db', 'w.db', example)

  expect(code).toBe(0)
  expect(stderr.match(/the subscriber hangs failed .* is not called any more/g)).toHaveLength(1)
  expect(diaryOf('id')).toEqual(allEvents)
})

test.concurrent('a dry run tells nobody, but looks whether the file is there', async () => {
  const { cwd } = directoryWith(`console.log('loaded')\n${diary}`)

  const dry = await replay(cwd, '-n', '--subscribers', 'them.mjs', '--db', 'w.db', example)
  const missing = await replay(cwd, '-n', '--subscribers', 'nobody.mjs', '--db', 'w.db', example)

  expect([dry.code, missing.code]).toEqual([0, 4])
  expect(dry.stdout + dry.stderr).not.toContain('loaded')
  expect(existsSync(join(cwd, 'diary.ndjson'))).toBe(false)
})

test.concurrent('what was rolled back is told to nobody', async () => {
  const { cwd, diaryOf } = directoryWith(diary)
  const unknown = '{"type":"BatchArrived","ref":"nowhere"}\n'
  writeFileSync(join(cwd, 'log.ndjson'), readFileSync(example, 'utf8') + unknown)

  const all = await replay(cwd, '--subscribers', 'them.mjs', 'log.ndjson')
  const isToldOfAll = existsSync(join(cwd, 'diary.ndjson'))
  const groups = await replay(cwd, '--subscribers', 'them.mjs', '--commit', '2', 'log.ndjson')

  expect([all.code, isToldOfAll, groups.code]).toEqual([1, false, 1])
  expect(diaryOf('id')).toEqual(allEvents.slice(0, 6))
})

test.concurrent('a group that is greater than memory likes is told as a whole', async () => {
  const { cwd, diaryOf } = directoryWith(
    diary.replace('JSON.stringify(event)', 'JSON.stringify({ id: event.id })'),
  )
  const orders = Array.from({ length: 26_000 }, (_, n) => ({
    ...{ type: 'AllocationRequired', id: `o${n}`, orderid: `o${n}`, sku: 'LAMP', qty: 1 },
  }))
  const batch = { type: 'BatchCreated', id: 'b', ref: 'b', sku: 'LAMP', qty: 25_000 }
  const log = [batch, ...orders].map(event => JSON.stringify(event)).join('\n')
  writeFileSync(join(cwd, 'log.ndjson'), log)

  await replay(cwd, '-q', '--show', 'none', '--subscribers', 'them.mjs', 'log.ndjson')

  expect(diaryOf('id')).toEqual(['b', ...orders.flatMap(({ id }) => [id, `${id}~1`])])
})

test.concurrent('a signal does not wait long for a slow subscriber, and says what was not told', async () => {
  const { cwd } = directoryWith(`
    export default bus => bus.subscribeToAllEvents(event => {
      console.log('told ' + event.id)
      return new Promise(resolve => setTimeout(resolve, 9_000))
    })`)
  const args = ['replay', '--subscribers', 'them.mjs', '--db', 'w.db', '--commit', 'event', '-']
  const { child, stderr, exit } = startAlloc(args, cwd)
  child.stdout.resume()
  child.stdin.write('{"type":"BatchCreated","id":"e-1","ref":"b","sku":"LAMP","qty":1}\n')
  child.stdin.write('{"type":"BatchArrived","id":"e-2","ref":"b"}\n')
  child.stdin.write('{"type":"BatchQuantityChanged","id":"e-3","ref":"b","qty":2}\n')
  while (!stderr().includes('told e-1')) await new Promise(resolve => setTimeout(resolve, 20))

  child.kill('SIGTERM')

  expect(await exit).toBe('SIGTERM')
  expect(stderr()).toContain(
    'alloc: error: not all committed events reached the subscribers; the first that did not is BatchCreated "e-1", at position 1\n',
  )
  expect(stderr()).not.toContain('told e-3')
})

function replay(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  return runAlloc(['replay', ...args], { cwd })
}

/** A directory with a module `them.mjs`, and what is in the diary there. */
function directoryWith(module: string | undefined) {
  const cwd = temporaryDirectory()
  if (module !== undefined) writeFileSync(join(cwd, 'them.mjs'), module)
  const diaryOf = (field: string): unknown[] => {
    const lines = readFileSync(join(cwd, 'diary.ndjson'), 'utf8').trimEnd().split('\n')
    return lines.map(line => JSON.parse(line)[field])
  }
  return { cwd, diaryOf }
}
