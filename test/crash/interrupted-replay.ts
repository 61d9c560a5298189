import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { eventRecords, lastSeq } from './event-records.ts'
import type { Kill, KillableAlloc } from './killable-alloc.ts'
import { type LogToReplay, layOut } from './log-to-replay.ts'
import type { Tally } from './tally.ts'
import type { UninterruptedReplay } from './uninterrupted-replay.ts'
import { copyOf, linesRead, type Rows, soundRows, whateverEnds } from './warehouse-copy.ts'

/**
 * Kills a replay, and those that go on with it, one after the other; the next is not killed. Throws unless each kill
 * left the state after the first groups of the log, and the end is that of a replay that nobody interrupted: all rows
 * of all tables, the file of rejects, and the event records, of which `export --emitted` gives what a kill swallowed.
 */
export async function interruptedReplay(
  alloc: KillableAlloc,
  log: LogToReplay,
  uninterrupted: UninterruptedReplay,
  kills: readonly Kill[],
  tally: Tally,
): Promise<void> {
  const directory = temporaryDirectory()
  const db = join(directory, 'w.db')
  const command = layOut(log, directory)
  const resuming = { ...command, args: [...command.args, '--resume'] }
  let joined = ''
  for (const [attempt, kill] of [...kills, undefined].entries()) {
    const run = await alloc.run(attempt === 0 ? command : resuming, kill)
    tally.started(run.isKilled, attempt > 0)
    const { whole, torn } = eventRecords(run.stdout)
    joined += whole
    if (!run.isKilled) {
      expect([0, 1], run.stderr).toContain(run.code)
      break
    }
    const rows = soundRows(db)
    // What goes on meets now what the kill left, now what a reader made of it.
    const from = attempt % 2 === 0 ? copyOf(db) : db
    const missed = rows.events === undefined ? '' : await exported(alloc, from, lastSeq(joined))
    if (missed.startsWith('{')) expect(missed.slice(0, torn.length)).toBe(torn)
    else expect(torn).not.toMatch(/^\{"record":"event"/)
    joined += missed
    await expectGroupBorder(log, uninterrupted, rows, joined)
  }
  const { rows, events, rejects } = await uninterrupted.whole
  expect(joined).toBe(events)
  expect(soundRows(db)).toEqual(rows)
  expect(readFileSync(join(directory, 'rejects.ndjson'), 'utf8')).toBe(rejects)
  rmSync(directory, { recursive: true })
}

async function exported(alloc: KillableAlloc, db: string, since: number): Promise<string> {
  const args = ['export', '--emitted', '--db', db, '--since', String(since)]
  const { stdout, stderr, code } = await alloc.call({ args })
  expect(code, stderr).toBe(0)
  return stdout
}

async function expectGroupBorder(
  { lines, commit }: LogToReplay,
  uninterrupted: UninterruptedReplay,
  rows: Rows,
  joined: string,
): Promise<void> {
  const read = linesRead(rows)
  const size = commit === 'run' ? Number.POSITIVE_INFINITY : commit === 'event' ? 1 : Number(commit)
  const told = lines.slice(0, read).filter(line => line.trim() !== '').length
  if (read < lines.length) expect(told % size).toBe(0)
  const then = await uninterrupted.ofFirst(read)
  expect(whateverEnds(rows)).toEqual(whateverEnds(then.rows))
  expect(joined).toBe(then.events)
}
