import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Outcome, root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { allRows } from './warehouse-rows.ts'

const day = busyDay(3_000)
const replay = ['replay', '--db', 'w.db', '-o', 'ndjson', '--commit', '250']
const uninterrupted = replayWhole()

test.concurrent.each([8, 64, 200, 400, 600, 800, 1_000, 1_200])(
  'no file may grow beyond %i blocks: one message, and going on makes what one run makes',
  async blocks => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'day.ndjson'), day)

    const first = await runLimited(blocks, [...replay, 'day.ndjson'], cwd)
    const missed = existsSync(join(cwd, 'w.db')) ? await exportBehind(first.stdout, cwd) : ''
    const second = await runAlloc([...replay, '--resume', 'day.ndjson'], { cwd })

    expect([first.code, second.code]).toEqual([5, 0])
    expect(first.stderr.match(/^alloc: error: /gm)).toHaveLength(1)
    expect(first.stderr).not.toMatch(/^ +at /m)
    const whole = await uninterrupted
    expect(events(first.stdout) + missed + events(second.stdout)).toBe(events(whole.stdout))
    expect(allRows(join(cwd, 'w.db'))).toEqual(whole.rows)
  },
)

test.concurrent('a defect is nobody’s bad data: the group is rolled back, and nothing of the log is reported', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'day.ndjson'), day)
  writeFileSync(join(cwd, 'broken.mjs'), brokenAt(1_111))

  const args = [...replay, '--on-error', 'skip', '--max-errors', 'none', 'day.ndjson']
  const first = await run([process.execPath, 'broken.mjs', ...args], cwd, { TMPDIR: cwd })
  const { rejects, runs } = allRows(join(cwd, 'w.db'))
  const second = await runAlloc([...replay, '--resume', 'day.ndjson'], { cwd })

  expect(first.code).toBe(70)
  expect(first.stderr).toMatch(
    /^alloc: error: this is a defect of alloc; nothing of the group under way was saved\n {4}hint: please report it, with [^\n]+\n$/,
  )
  expect([rejects, runs]).toEqual([
    [],
    [[1, 'day.ndjson', 1, expect.anything(), 1_000, expect.anything(), 'unfinished']],
  ])
  const report = readFileSync(first.stderr.trimEnd().split(' with ').at(-1) ?? '', 'utf8')
  expect(report).toMatch(/^alloc \d.*\nTypeError\n {4}at .*broken\.mjs/)
  expect(report).not.toContain('o1110')
  const whole = await uninterrupted
  expect(events(first.stdout) + events(second.stdout)).toBe(events(whole.stdout))
  expect(allRows(join(cwd, 'w.db'))).toEqual(whole.rows)
})

test.concurrent('a reader who leaves early is told how to go on, and how to print what is missing', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'day.ndjson'), day)
  const command = `'${process.execPath}' '${root}/bin/alloc.js' ${replay.join(' ')} day.ndjson`

  const first = await run(['sh', '-c', `{ ${command}; echo "exit $?" >&2; } | head -c 50000`], cwd)
  const whole = await uninterrupted
  const missed = await exportBehind(first.stdout, cwd)
  const second = await runAlloc([...replay, '--resume', 'day.ndjson'], { cwd })

  expect(first.stderr).toMatch(
    /^alloc: error: the reader of the output is gone\nalloc: stopped at day\.ndjson:\d+\./,
  )
  expect(first.stderr).toContain('\n  alloc export --emitted --db w.db --since N\n')
  expect(first.stderr).toMatch(/\nexit 141\n$/)
  expect(events(first.stdout) + missed + events(second.stdout)).toBe(events(whole.stdout))
})

test.concurrent('nothing is left in the directory for temporary files by a run that fails', async () => {
  const cwd = temporaryDirectory()
  const temporary = temporaryDirectory()
  writeFileSync(join(cwd, 'day.ndjson'), `${day}no event\n`)

  await runAlloc([...replay, '--commit', 'run', 'day.ndjson'], { cwd, env: { TMPDIR: temporary } })

  expect(readdirSync(temporary)).toEqual([])
  expect(readdirSync(cwd)).toEqual(['day.ndjson'])
})

test('a count sheet that finds no room in the temporary directory is no defect', async () => {
  const cwd = temporaryDirectory()
  await runAlloc(['replay', '-q', '--show', 'none', '--db', 'w.db', `${root}/fixtures/shelves.ndjson`], {
    cwd,
  })
  const rows = Array.from({ length: 50_000 }, (_, n) => `batch-${n},1`)
  writeFileSync(join(cwd, 'counts.csv'), ['batch,counted', ...rows, ''].join('\n'))

  const outcome = await runLimited(64, ['stocktake', 'counts.csv', '--db', 'w.db'], cwd)

  expect(outcome.stderr).toMatch(/^alloc: error: .*the temporary database.*\n/)
  expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout: '', code: 5 })
})

async function replayWhole(): Promise<Outcome & { readonly rows: unknown }> {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'day.ndjson'), day)
  const outcome = await runAlloc([...replay, 'day.ndjson'], { cwd })
  return { ...outcome, rows: allRows(join(cwd, 'w.db')) }
}

/** The events that were committed behind those printed, should there be any. */
async function exportBehind(stdout: string, cwd: string): Promise<string> {
  const seq = events(stdout)
    .trimEnd()
    .split('\n')
    .map(line => (line === '' ? 0 : JSON.parse(line).seq))
  const since = String(seq.at(-1) ?? 0)
  const outcome = await runAlloc(['export', '--emitted', '--db', 'w.db', '--since', since], { cwd })
  return outcome.stdout
}

/** No file that it writes may have more than so many blocks of 512 bytes. */
function runLimited(blocks: number, args: readonly string[], cwd: string): Promise<Outcome> {
  return run(
    ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, `${root}/bin/alloc.js`, ...args],
    cwd,
  )
}

/** The command line with a handler that breaks when it is called for the n-th time. */
function brokenAt(n: number): string {
  return `
    import { main } from '${root}/dist/cli/main.js'
    import { Product } from '${root}/dist/domain/product.js'
    const allocate = Product.prototype.allocate
    let calls = 0
    Product.prototype.allocate = function (...line) {
      if (++calls === ${n}) throw new TypeError('cannot read ' + JSON.stringify(line))
      return allocate.apply(this, line)
    }
    process.exitCode = await main(process.argv.slice(2))
  `
}

function run([file = '', ...args]: readonly string[], cwd: string, more = {}): Promise<Outcome> {
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env.PATH, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    text.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    text.stderr += chunk
  })
  return new Promise(resolve => child.on('close', code => resolve({ ...text, code })))
}

function busyDay(orders: number): string {
  const lines = Array.from(
    { length: orders },
    (_, n) => `{"type":"AllocationRequired","orderid":"o${n}","sku":"LAMP-${n % 50}","qty":1}\n`,
  )
  const batches = Array.from(
    { length: 50 },
    (_, n) => `{"type":"BatchCreated","ref":"b${n}","sku":"LAMP-${n}","qty":50}\n`,
  )
  return batches.join('') + lines.join('')
}

function events(stdout: string): string {
  return stdout
    .split(/(?<=\n)/)
    .filter(line => line.startsWith('{"record":"event"') && line.endsWith('\n'))
    .join('')
}
