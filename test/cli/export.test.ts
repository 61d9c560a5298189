import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const replay = ['replay', '--db', 'w.db', '-o', 'ndjson', '--show', 'events']

test.concurrent('what a kill swallowed is printed by export, and the rest by the resuming run', async () => {
  const [killed, once] = [temporaryDirectory(), temporaryDirectory()]
  const log = busyDay(30_000)
  for (const cwd of [killed, once]) writeFileSync(join(cwd, 'day.ndjson'), log)

  const cut = await replayUntilKilled(killed)
  const since = cut.slice(0, cut.lastIndexOf('\n') + 1)
  const seq = /"seq":(\d+)(?!.*"seq":)/s.exec(since)?.[1] ?? '0'
  const missed = await runAlloc(['export', '--emitted', '--db', 'w.db', '--since', seq], { cwd: killed })
  const rest = await runAlloc([...replay, '--resume', 'day.ndjson'], { cwd: killed })

  const whole = await runAlloc([...replay, 'day.ndjson'], { cwd: once })
  expect(events(since) + missed.stdout + events(rest.stdout)).toBe(events(whole.stdout))
  expect(events(rest.stdout)).not.toBe('')
})

test.concurrent('export names the events after one number and up to another', async () => {
  const cwd = temporaryDirectory()
  const printed = await runAlloc([...replay, `${root}/fixtures/warehouse-day.ndjson`], { cwd })

  const { stdout } = await runAlloc(
    ['export', '--emitted', '--db', 'w.db', '--since', '7', '--until', '164'],
    { cwd, env: { ALLOC_OUTPUT: 'json' } },
  )

  expect(stdout).toBe(`${printed.stdout.split('\n').slice(7, 164).join('\n')}\n`)
})

test.concurrent.each([
  ['names no database', ['--emitted'], /^alloc: error: export reads a warehouse: give --db FILE\n$/, 2],
  ['does not say what to export', ['--db', 'w.db'], /^alloc: error: required option '--emitted'/, 2],
  ['names a missing database', ['--emitted', '--db', 'x.db'], /there is no database x\.db\n$/, 5],
  ['names an empty file', ['--emitted', '--db', 'empty.db'], /empty\.db is empty: .* \[db-foreign\]/, 5],
  ['gives no number', ['--emitted', '--since', 'x'], /--since takes a whole number, not "x"/, 2],
])('an export that %s is refused, and nothing is made', async (_what, more, words, code) => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'empty.db'), '')

  const outcome = await runAlloc(['export', ...more], { cwd })

  expect(outcome).toMatchObject({ stdout: '', code })
  expect(outcome.stderr).toMatch(words)
  expect(readFileSync(join(cwd, 'empty.db'), 'utf8')).toBe('')
  expect(existsSync(join(cwd, 'x.db'))).toBe(false)
})

/** Kills a replay by groups as soon as it has printed something. */
function replayUntilKilled(cwd: string): Promise<string> {
  const args = [`${root}/bin/alloc.js`, ...replay, '--commit', '100', 'day.ndjson']
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH } })
  let stdout = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
    child.kill('SIGKILL')
  })
  return new Promise(resolve => child.on('close', () => resolve(stdout)))
}

function busyDay(orders: number): string {
  const lines = Array.from(
    { length: orders },
    (_, n) => `{"type":"AllocationRequired","orderid":"o${n}","sku":"LAMP","qty":1}\n`,
  )
  return `{"type":"BatchCreated","ref":"b","sku":"LAMP","qty":20000}\n${lines.join('')}`
}

function events(stdout: string): string {
  return stdout
    .split(/(?<=\n)/)
    .filter(line => line.startsWith('{"record":"event"'))
    .join('')
}
