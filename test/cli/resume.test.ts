import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { allRows, runsIn } from './warehouse-rows.ts'

const day = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8')
const replay = ['replay', '--db', 'w.db', '-o', 'ndjson', '--show', 'events']
const batch = (ref: string) => `{"type":"BatchCreated","ref":"${ref}","sku":"LAMP","qty":5}\n`
const order = (id: string) => `{"type":"AllocationRequired","orderid":"${id}","sku":"LAMP","qty":2}\n`

/** A log that stops a replay at a line, and goes on afterwards as it would have. */
function stoppedAt(line: number): { readonly torn: string; readonly whole: string } {
  const lines = day.split(/(?<=\n)/)
  return { torn: [...lines.slice(0, line), 'no event\n', ...lines.slice(line)].join(''), whole: day }
}

const ways = {
  plain: { paths: ['day.ndjson'], write: (text: string) => ({ 'day.ndjson': text }) },
  gzip: { paths: ['day.ndjson.gz'], write: (text: string) => ({ 'day.ndjson.gz': gzipSync(text) }) },
  stdin: { paths: ['-'], write: () => ({}) },
} as const

test.concurrent.each(
  (['plain', 'gzip', 'stdin'] as const).flatMap(way => [7, 120, 339].map(line => [way, line] as const)),
)('an interrupted and a resumed replay of %s, stopped at line %i, make what one makes', async (way, line) => {
  const { paths, write } = ways[way]
  const { torn, whole } = stoppedAt(line)
  const [halves, once] = [temporaryDirectory(), temporaryDirectory()]
  const command = [...replay, '--commit', '7']

  put(halves, write(torn))
  const first = await runAlloc([...command, ...paths], { cwd: halves, input: torn })
  put(halves, write(whole))
  const second = await runAlloc([...command, '--resume', ...paths], { cwd: halves, input: whole })

  put(once, write(whole))
  const uninterrupted = await runAlloc([...command, ...paths], { cwd: once, input: whole })
  expect([first.code, second.code]).toEqual([1, 0])
  expect(events(first.stdout) + events(second.stdout)).toBe(events(uninterrupted.stdout))
  expect(allRows(join(halves, 'w.db'))).toEqual(allRows(join(once, 'w.db')))
})

test.concurrent('of several inputs the complete ones are passed over and the others go on', async () => {
  const [halves, once] = [temporaryDirectory(), temporaryDirectory()]
  const logs = ['a.ndjson', 'b.ndjson', 'c.ndjson']
  const files = { 'a.ndjson': batch('b1') + order('o1'), 'c.ndjson': order('o5') }
  put(halves, { ...files, 'b.ndjson': `${batch('b2')}${order('o2')}no event\n` })

  const first = await runAlloc([...replay, '--commit', '1', ...logs], { cwd: halves })
  put(halves, { 'b.ndjson': `${batch('b2')}${order('o2')}${order('o3')}` })
  const second = await runAlloc([...replay, '--resume', ...logs], { cwd: halves })
  const third = await runAlloc([...replay, '--resume', ...logs], { cwd: halves })

  put(once, { ...files, 'b.ndjson': `${batch('b2')}${order('o2')}${order('o3')}` })
  const uninterrupted = await runAlloc([...replay, ...logs], { cwd: once })
  expect(events(first.stdout) + events(second.stdout)).toBe(events(uninterrupted.stdout))
  expect(allRows(join(halves, 'w.db'))).toEqual(allRows(join(once, 'w.db')))
  expect([third.code, events(third.stdout)]).toEqual([0, ''])
})

test.concurrent('an input is known by its content: a file may be renamed, packed or piped', async () => {
  const cwd = temporaryDirectory()
  const log = batch('b1') + order('o1') + order('o2')
  put(cwd, { 'log.ndjson': log.replace(/[^\n]*o2.*\n/, 'no event\n') })
  await runAlloc([...replay, '--commit', '1', 'log.ndjson'], { cwd })
  put(cwd, { 'other.ndjson.gz': gzipSync(log) })

  const resumed = await runAlloc([...replay, '--resume', 'other.ndjson.gz'], { cwd })
  const piped = await runAlloc([...replay, '--resume', '-'], { cwd, input: log })

  expect(events(resumed.stdout)).toMatch(/"seq":2,"at":"log\.ndjson:3","orderid":"o2"/)
  expect([piped.code, events(piped.stdout)]).toEqual([0, ''])
  expect(runsIn(join(cwd, 'w.db'))).toEqual([['log.ndjson', 1, 3, 'complete']])
})

test.concurrent.each(['\n', '\r\n'])(
  'a complete input that has grown goes on behind its old end, though that lacked its line end: %j',
  async lineEnd => {
    const cwd = temporaryDirectory()
    put(cwd, { 'log.ndjson': batch('b1') + order('o1').trimEnd() })
    await runAlloc([...replay, 'log.ndjson'], { cwd })
    put(cwd, { 'log.ndjson': `${batch('b1')}${order('o1').trimEnd()}${lineEnd}${order('o2')}` })

    const { stdout, code } = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })

    expect(code).toBe(0)
    expect(events(stdout)).toMatch(/^[^\n]*"at":"log\.ndjson:3","orderid":"o2"[^\n]*\n$/)
    expect(runsIn(join(cwd, 'w.db'))).toEqual([
      ['log.ndjson', 1, 2, 'complete'],
      ['log.ndjson', 1, 3, 'complete'],
    ])
  },
)

test.concurrent('an input that has grown is still known as it was before, and may have one sequel only', async () => {
  const cwd = temporaryDirectory()
  const before = batch('b1') + order('o1')
  const replayed = async (log: string, ...options: string[]) => {
    put(cwd, { 'log.ndjson': log })
    return await runAlloc([...replay, ...options, 'log.ndjson'], { cwd })
  }
  await replayed(before)
  await replayed(before + order('o2') + order('o3'), '--resume')
  const rows = allRows(join(cwd, 'w.db'))

  const refused = await replayed(before)
  const passedOver = await replayed(before, '--resume')
  const otherwise = await replayed(before + order('o9') + order('o8') + order('o7'), '--resume')
  const shorter = await replayed(before + order('o2'), '--resume')

  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('[already-applied]') })
  expect(passedOver).toMatchObject({ code: 0, stderr: '' })
  expect(otherwise).toMatchObject({ code: 1, stderr: expect.stringContaining('[source-changed]') })
  expect(shorter).toMatchObject({ code: 1, stderr: expect.stringContaining('[source-truncated]') })
  expect(allRows(join(cwd, 'w.db'))).toEqual(rows)
})

test.concurrent('what was refused of an input before and after it grew is in its rejects', async () => {
  const cwd = temporaryDirectory()
  const bad = (id: string) => order(id).replace('LAMP', 'SOFA')
  const skipping = ['--on-error', 'skip', '--rejects', 'rejects.ndjson']
  put(cwd, { 'log.ndjson': batch('b1') + bad('o1') })
  await runAlloc([...replay, ...skipping, 'log.ndjson'], { cwd })
  put(cwd, { 'log.ndjson': batch('b1') + bad('o1') + bad('o2') })

  await runAlloc([...replay, ...skipping, '--resume', 'log.ndjson'], { cwd })
  const first = readFileSync(join(cwd, 'rejects.ndjson'), 'utf8')
  await runAlloc([...replay, ...skipping, '--resume', 'log.ndjson'], { cwd })

  expect(first).toMatch(/"at":"log\.ndjson:2".*\n.*"at":"log\.ndjson:3".*\n$/)
  expect(readFileSync(join(cwd, 'rejects.ndjson'), 'utf8')).toBe(first)
})

test.concurrent('a last line that went on since is another line', async () => {
  const cwd = temporaryDirectory()
  put(cwd, { 'log.ndjson': batch('b1') + order('o1').trimEnd() })
  await runAlloc([...replay, 'log.ndjson'], { cwd })
  put(cwd, { 'log.ndjson': `${batch('b1')}${order('o1').trimEnd()} \n` })

  const outcome = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })

  expect(outcome).toMatchObject({ stdout: '', stderr: expect.stringContaining('[source-changed]'), code: 1 })
})

test.concurrent.each([
  ['already-applied', '', batch('b1') + order('o1'), 'log.ndjson'],
  ['already-applied', '', batch('b1') + order('o1'), 'other.ndjson'],
  ['unfinished-run', 'no event\n', batch('b1') + order('o1') + order('o2'), 'other.ndjson'],
  ['source-changed', 'no event\n', batch('b2') + order('o1') + order('o2'), 'log.ndjson'],
  ['source-truncated', 'no event\n', batch('b1'), 'log.ndjson'],
])('an input that was applied before is refused: %s %j', async (code, more, after, name) => {
  const cwd = temporaryDirectory()
  put(cwd, { 'log.ndjson': batch('b1') + order('o1') + more })
  await runAlloc([...replay, '--commit', '1', 'log.ndjson'], { cwd })
  const before = allRows(join(cwd, 'w.db'))
  put(cwd, { [name]: after, 'new.ndjson': batch('b9') })

  const refused = await runAlloc([...replay, 'new.ndjson', name], { cwd })
  const tried = await runAlloc([...replay, '-n', 'new.ndjson', name], { cwd })
  const left = allRows(join(cwd, 'w.db'))
  const again = await runAlloc([...replay, '--again', name], { cwd })
  const oncemore = await runAlloc([...replay, '--resume', name], { cwd })

  expect(refused).toMatchObject({ stdout: '', code: 1 })
  expect(refused.stderr).toMatch(new RegExp(`^${name}: error: [^\n]+ \\[${code}\\]\n    hint: `))
  expect(tried.stderr).toContain(`[${code}]`)
  expect(left).toEqual(before)
  expect(again.code).toBe(0)
  expect([oncemore.code, events(oncemore.stdout)]).toEqual([0, ''])
})

test.concurrent('a file is not named twice, but with --resume, which passes over the second', async () => {
  const cwd = temporaryDirectory()
  put(cwd, { 'log.ndjson': batch('b1') + order('o1') })

  const refused = await runAlloc([...replay, 'log.ndjson', 'log.ndjson'], { cwd })
  const resumed = await runAlloc([...replay, '--resume', 'log.ndjson', './log.ndjson'], { cwd })

  expect(refused).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('[already-applied]'),
    code: 1,
  })
  expect(resumed.code).toBe(0)
  expect(resumed.stdout).toMatch(/"read":2,"applied":2/)
})

test.concurrent('--resume and --again contradict each other', async () => {
  const { stderr, code } = await runAlloc(['replay', '--resume', '--again', 'fixtures/example.ndjson'])

  expect(stderr).toMatch(/^alloc: error: .*'--resume'.*'--again'/)
  expect(code).toBe(2)
})

test.concurrent('a pipe is held until it is clear which input it is, then read on to its end', async () => {
  const cwd = temporaryDirectory()
  await runAlloc([...replay, '-'], { cwd, input: batch('b1') + order('o1') })
  await runAlloc([...replay, '-'], { cwd, input: batch('other') + order('o9') + order('o8') })

  const input = `${batch('b1')}${order('o1')}${order('o2')}${batch('b3').repeat(20_000)}`
  const grown = await runAlloc([...replay, '--resume', '-'], { cwd, input })
  const fresh = await runAlloc([...replay, '--resume', '-'], { cwd, input: batch('b4') })

  expect(grown.stdout).toMatch(/^[^\n]*"at":"-:3","orderid":"o2"[^\n]*\n[^\n]*"read":20001,/)
  expect(fresh.stdout).toMatch(/"read":1,"applied":1/)
  expect(runsIn(join(cwd, 'w.db'))).toEqual([
    ['-', 1, 2, 'complete'],
    ['-', 2, 3, 'complete'],
    ['-', 1, 20_003, 'complete'],
    ['-', 3, 1, 'complete'],
  ])
})

test.concurrent('the rejects of an interrupted replay are written anew from the database', async () => {
  const [halves, once] = [temporaryDirectory(), temporaryDirectory()]
  const bad = readFileSync(`${root}/test/wire/refused-lines.txt`)
  const long = `{"type":"BatchArrived","ref":"${'b'.repeat(1_048_576)}"}\r\n`
  const fed = `{"record":"reject","at":"old:7","code":"x","message":"y","event":{"type":"BatchArrived","ref":"b"}}\n`
  const log = Buffer.concat([
    Buffer.from(batch('b1') + order('o1') + long + fed),
    bad,
    Buffer.from(order('o2')),
  ])
  for (const cwd of [halves, once]) put(cwd, { 'log.ndjson': log, 'more.ndjson': 'bad\n' })
  const command = [...replay, '--on-error', 'skip', '--commit', '1', '--rejects', 'r.ndjson']

  const first = await runAlloc([...command, '--max-errors', '60', 'log.ndjson', 'more.ndjson'], {
    cwd: halves,
  })
  writeFileSync(join(halves, 'r.ndjson'), 'damaged')
  const rest = [...command, '--resume', '--max-errors', 'none', 'log.ndjson', 'more.ndjson']
  const second = await runAlloc(rest, { cwd: halves })

  await runAlloc([...command, '--max-errors', 'none', 'log.ndjson', 'more.ndjson'], { cwd: once })
  const whole = readFileSync(join(once, 'r.ndjson'), 'utf8')
  expect([first.code, second.code]).toEqual([1, 1])
  expect(readFileSync(join(halves, 'r.ndjson'), 'utf8')).toBe(whole)
  expect(whole.split('\n').length).toBeGreaterThan(100)
  await runAlloc(rest, { cwd: halves })
  expect(readFileSync(join(halves, 'r.ndjson'), 'utf8')).toBe(whole)
})

test.concurrent('the command that goes on is one that a shell takes', async () => {
  const cwd = temporaryDirectory()
  const name = "it's a\tlog.ndjson"
  put(cwd, { [name]: `${batch('b1')}no event\n` })
  const { stderr } = await runAlloc(['replay', '--again', '--commit', 'event', name], {
    cwd,
    env: { ALLOC_DB: 'w x.db' },
  })

  const command = stderr.split('\n').find(line => line.startsWith('  alloc '))

  expect(command).toBe("  alloc replay --commit event $'it\\'s a\\011log.ndjson' --db 'w x.db' --resume")
})

function put(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, `${name}.new`), content)
    renameSync(join(directory, `${name}.new`), join(directory, name))
  }
}

function events(stdout: string): string {
  return stdout
    .split(/(?<=\n)/)
    .filter(line => line.startsWith('{"record":"event"'))
    .join('')
}

test.concurrent('an older input that a changed one begins with does not hide the change', async () => {
  const cwd = temporaryDirectory()
  const lines = Array.from(
    { length: 6 },
    (_, n) => `{"type":"BatchCreated","ref":"b${n}","sku":"S","qty":1}\n`,
  )
  const bad = '{"type":"Nonsense"}\n'
  const replay = ['replay', '-q', '--show', 'none', '--db', 'w.db', '--commit', 'event']
  writeFileSync(join(cwd, 'older.ndjson'), lines.slice(0, 2).join(''))
  await runAlloc([...replay, 'older.ndjson'], { cwd })
  writeFileSync(join(cwd, 'log.ndjson'), lines.join('') + bad)
  await runAlloc([...replay, '--again', 'log.ndjson'], { cwd })
  const resumed = async (content: readonly string[]) => {
    writeFileSync(join(cwd, 'log.ndjson'), content.join(''))
    const { stderr, code } = await runAlloc([...replay, '--resume', 'log.ndjson'], { cwd })
    return [code, /\[([a-z-]+)\]/.exec(stderr)?.[1]]
  }

  const changed = await resumed(lines.with(3, '{"type":"BatchCreated","ref":"other","sku":"S","qty":1}\n'))
  const cut = await resumed(lines.slice(0, 4))
  const mended = await resumed(lines)

  expect({ changed, cut, mended }).toEqual({
    changed: [1, 'source-changed'],
    cut: [1, 'source-truncated'],
    mended: [0, undefined],
  })
})
