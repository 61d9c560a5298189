import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = readFileSync(`${root}/fixtures/example.ndjson`, 'utf8')
const batch = '{"type":"BatchCreated","ref":"b-1","sku":"LAMP","qty":9}\n'
const order = (orderid: string) =>
  `{"type":"AllocationRequired","orderid":"${orderid}","sku":"LAMP","qty":2}\n`

test.concurrent.each([[['-']], [[]]])('stdin is read for %j, and is called -', async paths => {
  const outcome = await runAlloc(['replay', ...paths], { input: example })

  expect(outcome.stdout.split('\n').slice(0, 2)).toEqual([
    '-:3  Allocated           order-1  SMALL-TABLE  12  -> batch-001',
    '-:4  Allocated           order-2  SMALL-TABLE   8  -> batch-001',
  ])
  expect(outcome.code).toBe(0)
})

test.concurrent('inputs are replayed in the order in which they are named', async () => {
  const cwd = directoryWith({ 'monday.ndjson': batch, 'tuesday.ndjson': order('o-3') })

  const { stdout } = await runAlloc(['replay', 'monday.ndjson', '-', 'tuesday.ndjson', '--show', 'events'], {
    cwd,
    input: order('o-1') + order('o-2'),
  })

  expect(stdout).toBe(
    [
      '-:1  Allocated           o-1  LAMP  2  -> b-1',
      '-:2  Allocated           o-2  LAMP  2  -> b-1',
      'tuesday.ndjson:1  Allocated           o-3  LAMP  2  -> b-1',
      '',
    ].join('\n'),
  )
})

test.concurrent('events without id are named for their input and line', async () => {
  const cwd = directoryWith({ 'log.ndjson': `${batch}\n${order('o-1')}` })

  const { events } = await replay(cwd, 'log.ndjson')

  expect(events).toMatchObject([
    {
      ...{ id: 'log.ndjson:3~1', at: 'log.ndjson:3', seq: 1 },
      ...{ causationid: 'log.ndjson:3', correlationid: 'log.ndjson:3' },
    },
  ])
})

test.concurrent('a second input of a name is told apart by its number, an input without events takes none', async () => {
  const cwd = directoryWith({ 'log.ndjson': batch, 'a.ndjson': order('o-1'), 'b.ndjson': order('o-2') })
  const warehouse = ['--db', 'warehouse.db']

  await replay(cwd, 'log.ndjson', '-', ...warehouse)
  const second = await replay(cwd, '-', ...warehouse, order('o-1'))
  const third = await replay(cwd, '-', ...warehouse, order('o-2') + order('o-3'))

  expect(second.events).toMatchObject([{ id: '-:1~1', at: '-:1' }])
  expect(third.events).toMatchObject([
    { id: '-#2:1~1', at: '-#2:1', seq: 2 },
    { id: '-#2:2~1', at: '-#2:2', seq: 3 },
  ])
})

test.concurrent('an id in the form that inputs give keeps that number from being given again', async () => {
  const cwd = directoryWith({ 'rebuilt.ndjson': batch.replace('{', '{"id":"log.ndjson#4:1",') })
  writeFileSync(join(cwd, 'log.ndjson'), order('o-1'))

  const { events } = await replay(cwd, 'rebuilt.ndjson', 'log.ndjson')

  expect(events).toMatchObject([{ id: 'log.ndjson#5:1~1' }])
})

test.concurrent('what an id may not hold is percent-encoded in the name of an input', async () => {
  const cwd = directoryWith({ 'über 100%#1~2.ndjson': batch + order('o-1') })

  const { events } = await replay(cwd, 'über 100%#1~2.ndjson')

  expect(events).toMatchObject([{ at: 'über 100%25%231%7E2.ndjson:2' }])
})

test.concurrent('a name is cut at a character to 64 bytes', async () => {
  const cwd = directoryWith({ [`${'l'.repeat(63)}ög`]: batch + order('o-1') })

  const { events } = await replay(cwd, `${'l'.repeat(63)}ög`)

  expect(events).toMatchObject([{ at: `${'l'.repeat(63)}:2` }])
})

test.concurrent('diagnostics show the path as it was given, ids the name', async () => {
  const cwd = directoryWith({ 'log.ndjson': order('o-1') })

  const { stderr } = await runAlloc(['replay', './log.ndjson'], { cwd })

  expect(stderr).toMatch(/^\.\/log\.ndjson:1:52: error: there is no product "LAMP" \[unknown-sku\]\n/)
})

test.concurrent('a byte order mark, CRLF, blank lines and a missing last newline are accepted', async () => {
  const log = `\uFEFF${batch}\n${order('o-1')}`.trimEnd().replaceAll('\n', '\r\n')

  const { stdout } = await runAlloc(['replay', '--show', 'events'], { input: log })

  expect(stdout).toBe('-:3  Allocated           o-1  LAMP  2  -> b-1\n')
})

test.concurrent('inputs that alloc printed are unwrapped and keep the ids that they had', async () => {
  const cwd = directoryWith({ 'log.ndjson': batch + order('o-1') })
  const printed = await runAlloc(['replay', 'log.ndjson', '-o', 'ndjson', '--show', 'inputs'], { cwd })

  const { events } = await replay(cwd, '-', printed.stdout)

  expect(events).toMatchObject([{ id: 'log.ndjson:2~1', causationid: 'log.ndjson:2', at: '-:2' }])
})

test.concurrent('flat events and CloudEvents may be mixed', async () => {
  const cloudEvent = {
    ...{ specversion: '1.0', id: '7', source: 'urn:shop', type: 'com.example.AllocationRequired.v1' },
    data: { orderid: 'o-1', sku: 'LAMP', qty: 2 },
  }

  const { events } = await replay(temporaryDirectory(), '-', `${batch}${JSON.stringify(cloudEvent)}\n`)

  expect(events).toMatchObject([{ id: '7~1', causationid: '7', orderid: 'o-1', batchref: 'b-1' }])
})

test.concurrent.each(['human', 'ndjson', 'json'])('an input without events is no error: %s', async format => {
  const { stderr, code } = await runAlloc(['replay', '-o', format], { input: '\n' })

  expect(stderr).not.toContain('defect')
  expect(code).toBe(0)
})

/** Replays with records as output; what is no path and no option, but a log, is given as stdin. */
async function replay(cwd: string, ...args: readonly string[]) {
  const logs = args.filter(arg => arg.includes('\n'))
  const others = args.filter(arg => !arg.includes('\n'))
  const surroundings = { cwd, input: logs.join('') }
  const { stdout } = await runAlloc(['replay', '-o', 'ndjson', '--show', 'events', ...others], surroundings)
  const records = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  return { events: records.slice(0, -1), summary: records.at(-1) }
}

function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}
