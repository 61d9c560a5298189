import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { expect, test, vi } from 'vitest'
import { each, isFull, report } from './faults-extent.ts'
import { planted, printedEarly } from './faults-planted.ts'
import { aftermath, onDisk, type Scenario, uninterrupted } from './faults-replay.ts'
import { grownStream, knownWarehouse, longOutput, newWarehouse, withRejects } from './faults-scenarios.ts'
import { compiled } from './faults-shims.ts'
import { canFail, type DiskNote } from './faults-trace.ts'

vi.setConfig({ testTimeout: 3_600_000 })

const { ENOSPC, EIO, EDQUOT } = constants.errno
const forever = '1000000000'

/** How a disk may fail, from a call on; where no last call is named, it works again at the next. */
const faults = [
  { DISK_FAIL_WITH: `${ENOSPC}`, DISK_FAIL_LAST: forever },
  { DISK_FAIL_WITH: `${EIO}` },
  { DISK_FAIL_WITH: `${EDQUOT}`, DISK_FAIL_LAST: forever, DISK_FAIL_TORN: 'yes' },
  { DISK_FAIL_WITH: `${EIO}`, DISK_FAIL_LAST: forever },
]

const disk = compiled('faults-disk.c')
const memory = compiled('faults-memory.c')
if (!disk || !memory)
  report('there is no C compiler: a limit on the size of files stands in for a faulty disk')

type Case = {
  readonly scenario: Scenario
  readonly calls: (call: DiskNote) => boolean
  readonly every: number
}
const all = () => true
const cases: readonly Case[] = [
  { scenario: newWarehouse, calls: all, every: isFull ? 1 : 36 },
  { scenario: withRejects, calls: all, every: isFull ? 2 : 70 },
  ...(isFull
    ? [
        { scenario: knownWarehouse, calls: all, every: 2 },
        { scenario: grownStream, calls: all, every: 2 },
        {
          scenario: longOutput,
          calls: ({ file }: DiskNote) => file === 'spool' || file === 'stdout',
          every: 6,
        },
      ]
    : []),
]

test.each(disk === undefined ? [] : cases.map(each => ({ ...each, disk, name: each.scenario.name })))(
  'a write, sync or new file that fails is one message, and going on makes what one run makes: $name',
  async ({ scenario, calls, every, disk }) => {
    const expected = await uninterrupted(scenario, onDisk(disk))
    const made = expected.notes.filter(canFail)
    const lastPrint = made.findLastIndex(({ file }) => file === 'stdout')
    const chosen = made.flatMap((call, index) => (calls(call) ? [{ call, index }] : []))
    const tried = chosen
      .filter((_, n) => n % every === 0)
      .flatMap((one, n) =>
        (every === 1 ? faults : [faults[n % faults.length]]).map(fault => ({ ...one, fault })),
      )
    const codes = new Map<string, number>()

    await each(tried, async ({ call, index, fault }) => {
      const how = onDisk(disk, { ...fault, DISK_FAIL_AT: `${index + 1}`, DISK_TRACE: '/dev/null' })
      const { isWhole, code, complaints } = await aftermath(scenario, how, expected)

      const key = isWhole ? 'to its end' : `with ${code}`
      codes.set(key, (codes.get(key) ?? 0) + 1)
      const where = { call: index + 1, operation: call.operation, file: call.file, fault }
      expect({ where, complaints }).toEqual({ where, complaints: [] })
      // What only closes the database is not worth a word; SQLite passes over directories that cannot be synced.
      if (isWhole)
        expect({ where, harmless: index > lastPrint || call.operation === 'sync directory' }).toEqual({
          where,
          harmless: true,
        })
    })

    const ended = [...codes].map(([how, count]) => `${count} ended ${how}`).join(', ')
    report(`faults of the disk, ${scenario.name}: ${tried.length} at ${made.length} calls (${ended})`)
  },
)

test.each(
  (isFull ? [1, 2, 3, 4, 5, 6] : [3]).flatMap(group => [
    { group, when: 'instead of storing it', env: {} },
    { group, when: 'when it has stored it', env: { COMMIT_STORED: 'yes' } },
  ]),
)(
  'the COMMIT of group $group throws $when: its outcome is unknown, and going on makes what one run makes',
  async ({ group, env }) => {
    const expected = await uninterrupted(newWarehouse)
    const script = new URL('faults-commit.js', import.meta.url).href
    const how = { through: [process.execPath, '--import', script], env: { ...env, COMMIT_FAILS: `${group}` } }

    const { code, stderr, complaints } = await aftermath(newWarehouse, () => how, expected)

    expect({ code, complaints }).toEqual({ code: 5, complaints: [] })
    expect(stderr).toMatch(
      /^alloc: error: the outcome of the last group is unknown: [^\n]+\n {4}hint: run the command again with --resume/,
    )
  },
)

test('faults find output that is printed before its COMMIT', async () => {
  const expected = await uninterrupted(newWarehouse)
  const preload = new URL('faults-commit.js', import.meta.url).href
  const through = [process.execPath, '--import', preload]
  const how = { through, script: planted(printedEarly), env: { COMMIT_FAILS: '3' } }

  const { complaints } = await aftermath(newWarehouse, () => how, expected)

  expect(complaints).toContainEqual(expect.stringContaining('the output differs'))
})

test.each(isFull ? [1, 16, 40, 64, 80, 100, 128, 160, 200, 230, 240] : [16, 100])(
  'no file may grow beyond %i KiB, and going on makes what one run makes',
  async kilobytes => {
    const expected = await uninterrupted(newWarehouse)
    // The shell counts in half KiB.
    const limit = ['sh', '-c', `ulimit -f ${2 * kilobytes}; exec "$@"`, 'sh', process.execPath]

    const { isWhole, complaints } = await aftermath(newWarehouse, () => ({ through: limit }), expected)

    expect({ isWhole, complaints }).toEqual({ isWhole: false, complaints: [] })
  },
)

test.each(memory === undefined ? [] : [{ memory, every: isFull ? 61 : 2_900 }])(
  'SQLite without memory is one message, and going on makes what one run makes',
  async ({ memory, every }) => {
    const scenario = {
      ...knownWarehouse,
      args: [...knownWarehouse.args, '--show', 'events,batches,backorders'],
    }
    let count = ''
    const library = { LD_PRELOAD: memory, MEMORY_OF: 'better_sqlite3' }
    const expected = await uninterrupted(scenario, place => {
      count = place.outside('count')
      return { env: { ...library, MEMORY_DIRECTORY: place.path, MEMORY_COUNT: count } }
    })
    const requests = Number(readFileSync(count, 'utf8'))
    const tried = Array.from({ length: Math.ceil(requests / every) }, (_, n) => 1 + n * every)
    let failed = 0

    await each(tried, async request => {
      const last = request % 2 === 0 ? forever : `${request}`
      const env = { ...library, MEMORY_FAIL_AT: `${request}`, MEMORY_FAIL_LAST: last }
      const how = { MEMORY_OF: 'better_sqlite3' }
      const { isWhole, code, stderr, complaints } = await aftermath(
        scenario,
        place => ({ env: { ...how, ...env, MEMORY_DIRECTORY: place.path } }),
        expected,
      )

      expect({ request, complaints }).toEqual({ request, complaints: [] })
      if (isWhole) return
      failed++
      expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('no memory') })
    })

    report(`memory: ${tried.length} of ${requests} requests failed, ${failed} ended the replay`)
    expect(failed).toBeGreaterThan(tried.length / 2)
  },
)
