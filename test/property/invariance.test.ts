import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { Collected } from '../cli/collected.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { allRows } from '../cli/warehouse-rows.ts'
import { randomLog } from '../reference/random-log.ts'

/** How bytes come, how they are grouped, and what is around; none of it may show. */
const surroundings = fc.record({
  commit: fc.oneof(fc.constantFrom('run', 'event'), fc.integer({ min: 1, max: 30 }).map(String)),
  chunkSizes: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }),
  place: fc.constantFrom('file', 'temporary', 'memory'),
  timeZone: fc.constantFrom('UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Asia/Kathmandu'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
})
const log = randomLog({ retryBackorders: true, malformedIds: true, maxSteps: 60 }).map(events =>
  events.map((event, line) => JSON.stringify(line % 3 === 0 ? { ...event, note: 'Zählung 数' } : event)),
)
const interruptions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 })
const { TZ } = process.env
let interrupted = 0

afterAll(() => setTimeZone(TZ))

test('groups, chunks, time zone and place leave no trace in the output and the rows', {
  timeout: 120_000,
}, async () => {
  const check = fc.asyncProperty(log, surroundings, async (lines, { place, ...around }) => {
    const plain = await replay(lines, { ...plainly, lineEnd: around.lineEnd })
    const directory = temporaryDirectory()
    const db = { file: ['--db', join(directory, 'w.db')], temporary: [], memory: ['--db', ':memory:'] }[place]

    const other = await replay(lines, { ...around, db })

    expect(other.stdout).toBe(plain.stdout)
    expect(other.code).toBe(plain.code)
    if (place === 'file') expect(rowsIn(join(directory, 'w.db'))).toEqual(plain.rows)
  })

  await fc.assert(check, { numRuns: 60 })
})

test('wherever the reading of an input breaks off, going on gives the rest', {
  timeout: 120_000,
}, async () => {
  const check = fc.asyncProperty(log, surroundings, interruptions, async (lines, around, breaks) => {
    const plain = await replay(lines, { ...plainly, lineEnd: around.lineEnd })
    const path = join(temporaryDirectory(), 'w.db')
    const size = textOf(lines, around.lineEnd).length
    let joined = ''

    for (const share of [...breaks, undefined]) {
      const breakAt = share === undefined ? undefined : Math.floor(share * size)
      const run = await replay(lines, { ...around, db: ['--db', path], resume: true, breakAt })
      if (run.code === 4) interrupted++
      joined += events(run.stdout)
    }

    expect(joined).toBe(events(plain.stdout))
    expect(rowsIn(path)).toEqual(plain.rows)
  })

  await fc.assert(check, { numRuns: 40 })

  expect(interrupted).toBeGreaterThan(40)
})

type Around = {
  readonly commit: string
  readonly chunkSizes: readonly number[]
  readonly timeZone: string
  readonly lineEnd: string
  readonly db?: readonly string[]
  readonly resume?: boolean
  /** After so many bytes the input cannot be read any more. */
  readonly breakAt?: number | undefined
}

const plainly: Around = { commit: 'run', chunkSizes: [1_000_000], timeZone: 'UTC', lineEnd: '\n' }

async function replay(lines: readonly string[], around: Around) {
  const path = join(temporaryDirectory(), 'w.db')
  const { commit, db = ['--db', path], resume = false, timeZone } = around
  const show = ['-o', 'ndjson', '--show', 'events,batches,inputs,backorders,stats', '--all-batches']
  const refused = ['--on-error', 'skip', '--max-errors', 'none', '--retry-backorders']
  const [stdout, stderr] = [new Collected(), new Collected()]
  const streams = { stdin: Readable.from(chunks(lines, around)), stdout, stderr, env: {} }
  setTimeZone(timeZone)
  const args = [
    'replay',
    ...db,
    ...show,
    ...refused,
    '--commit',
    commit,
    ...(resume ? ['--resume'] : []),
    '-',
  ]
  const code = await main(args, streams)
  const rows = db[1] === path ? rowsIn(path) : {}
  return { code, stdout: stdout.text.replace(/"db":[^}]*\}\n$/, '"db":null}\n'), rows }
}

/** Of a log without events nothing is kept. */
function rowsIn(path: string): object {
  return existsSync(path) ? allRows(path) : {}
}

async function* chunks(lines: readonly string[], { chunkSizes, lineEnd, breakAt }: Around) {
  const bytes = textOf(lines, lineEnd)
  const end = breakAt ?? bytes.length
  for (let at = 0, n = 0; at < end; n++) {
    const size = Math.min(chunkSizes[n % chunkSizes.length] ?? 1, end - at)
    yield bytes.subarray(at, at + size)
    at += size
  }
  if (breakAt !== undefined)
    throw Object.assign(new Error('the line is dead'), { code: 'EIO', syscall: 'read' })
}

function textOf(lines: readonly string[], lineEnd: string): Buffer {
  return Buffer.from(lines.map(line => line + lineEnd).join(''))
}

function events(stdout: string): string {
  return stdout
    .split(/(?<=\n)/)
    .filter(line => /^\{"record":"(event|input)"/.test(line))
    .join('')
}

function setTimeZone(timeZone: string | undefined): void {
  if (timeZone === undefined) delete process.env.TZ
  else process.env.TZ = timeZone
}
