import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { eventRecords, lastSeq } from './event-records.ts'
import { chance, oneOf } from './extent.ts'
import { GroupWatcher } from './group-watcher.ts'
import type { KillableAlloc } from './killable-alloc.ts'
import { rivalLog, stockBefore } from './rival-logs.ts'
import type { Tally } from './tally.ts'
import { copyOf, type Rows, soundRows } from './warehouse-copy.ts'

type Rival = { readonly name: string; readonly lines: readonly string[]; readonly size: number }

/** A row of the journal, as far as it counts here. */
type Journaled = { readonly id: string; readonly input: string; readonly line: number; readonly text: string }
type Refused = Pick<Journaled, 'input' | 'line'>

const journaled =
  'SELECT id, name AS input, origin_line AS line, text FROM events JOIN runs USING (run) ORDER BY position'
const rejected = 'SELECT name AS input, origin_line AS line FROM rejects JOIN runs USING (run)'

/** One database that several processes write at once. */
export class SharedRound {
  readonly #alloc: KillableAlloc
  readonly #number: number
  readonly #directory = temporaryDirectory()
  readonly #rivals: readonly Rival[]

  constructor(alloc: KillableAlloc, number: number) {
    this.#alloc = alloc
    this.#number = number
    this.#rivals = [1, 2, 3].slice(0, number % 2 === 0 ? 2 : 3).map(rival => ({
      name: `rival-${rival}.ndjson`,
      lines: rivalLog(number, rival),
      size: oneOf(rival === 1 ? [1, 3] : [1, 3, 10, Number.POSITIVE_INFINITY], 'size', number, rival),
    }))
  }

  /**
   * Lets all write at once; in one round of three they begin together, in one the first is killed and resumed. Throws unless the result is that of
   * a replay of all, one after the other, in the order of the journal, with each group whole, and each has printed
   * what its own events emitted.
   *
   * @returns how often the journal goes from one to another, and how often an outsider looked meanwhile
   */
  async run(tally: Tally): Promise<{ readonly turns: number; readonly looks: number }> {
    await this.#stock()
    const watcher = new GroupWatcher(this.#path, (input, lines) => this.#isBorder(input, lines))
    const writing = this.#rivals.map((rival, n) => this.#write(rival, n, tally))
    const printed = await Promise.all(writing).finally(() => watcher.end())
    expect(watcher.surprises).toEqual([])

    const rows = soundRows(this.#path)
    const journal = this.#select<Journaled>(journaled)
    this.#expectEachOnce(journal)
    this.#expectWholeGroups(journal)
    await this.#expectSerial(journal, rows)
    expect(bySeq(printed)).toBe(await this.#exported(0))
    rmSync(this.#directory, { recursive: true })
    const turns = journal.filter(({ input }, n) => n > 0 && journal[n - 1]?.input !== input).length
    return { turns, looks: watcher.looks }
  }

  get #path(): string {
    return join(this.#directory, 'w.db')
  }

  async #stock(): Promise<void> {
    if (chance('stocked', this.#number) < 0.2) return
    const file = join(this.#directory, 'before.ndjson')
    writeFileSync(file, stockBefore(this.#number).join(''))
    await this.#alloc.call({ args: ['replay', '--db', this.#path, file] })
  }

  /** @returns the event records of what its own events emitted */
  async #write({ name, lines, size }: Rival, n: number, tally: Tally): Promise<string> {
    const file = join(this.#directory, name)
    writeFileSync(file, lines.join(''))
    const commit = Number.isFinite(size) ? String(size) : 'run'
    const output = ['-o', 'ndjson', '--show', 'events', '--on-error', 'skip', '--lock-timeout', '600000']
    const args = ['replay', '--db', this.#path, '--commit', commit, ...output, file]
    const isVictim = n === 0 && this.#number % 3 === 0
    const kill = isVictim ? { afterMs: 100 + 400 * chance('moment', this.#number) } : undefined
    const meet = { directory: join(this.#directory, 'meeting'), count: this.#rivals.length }
    mkdirSync(meet.directory, { recursive: true })
    const areTogether = this.#number % 3 === 1
    const first = await (areTogether
      ? this.#alloc.runTogether({ args }, meet)
      : this.#alloc.run({ args }, kill))
    if (isVictim) tally.started(first.isKilled, false)
    const { whole } = eventRecords(first.stdout)
    if (!first.isKilled) {
      expect([0, 1], first.stderr).toContain(first.code)
      return whole
    }
    const missed = existsSync(this.#path) ? await this.#exported(lastSeq(whole)) : ''
    const rest = await this.#alloc.run({ args: [...args, '--resume'] })
    expect([0, 1], rest.stderr).toContain(rest.code)
    const own = missed.split(/(?<=\n)/).filter(record => record.includes(`"at":"${name}:`))
    return whole + own.join('') + eventRecords(rest.stdout).whole
  }

  /** Each event is in the journal once, or was refused; what several logs have was applied for one of them. */
  #expectEachOnce(journal: readonly Journaled[]): void {
    expect(new Set(journal.map(({ id }) => id)).size).toBe(journal.length)
    const refused = new Set(this.#select<Refused>(rejected).map(({ input, line }) => `${input}:${line}`))
    for (const { name, lines } of this.#rivals) {
      const own = journal.filter(({ input }) => input === name).map(({ line }) => line)
      expect(own).toEqual(own.toSorted((a, b) => a - b))
      const missing = lines.flatMap((text, n) =>
        own.includes(n + 1) ? [] : [{ text: text.trim(), line: n + 1 }],
      )
      const lost = missing.filter(
        ({ text, line }) => !refused.has(`${name}:${line}`) && !journal.some(row => row.text === text),
      )
      expect(lost).toEqual([])
    }
  }

  #expectWholeGroups(journal: readonly Journaled[]): void {
    for (const { name, size } of this.#rivals) {
      const places = journal.flatMap(({ input, line }, place) =>
        input === name ? [{ place, group: Math.floor((line - 1) / size) }] : [],
      )
      const torn = places.filter(
        ({ place, group }, n) =>
          n > 0 && places[n - 1]?.group === group && places[n - 1]?.place !== place - 1,
      )
      expect(torn).toEqual([])
    }
  }

  async #expectSerial(journal: readonly Journaled[], rows: Rows): Promise<void> {
    const serial = join(this.#directory, 'serial.db')
    const file = join(this.#directory, 'serial.ndjson')
    writeFileSync(file, journal.map(({ text }) => `${text}\n`).join(''))
    const { code, stderr } = await this.#alloc.call({ args: ['replay', '--db', serial, file] })
    expect(code, stderr).toBe(0)
    expect(stateOf(rows)).toEqual(stateOf(soundRows(serial)))
  }

  #isBorder(input: string, lines: number): boolean {
    const rival = this.#rivals.find(({ name }) => name === input)
    return !rival || lines === rival.lines.length || lines % rival.size === 0
  }

  #select<Row>(sql: string): readonly Row[] {
    const db = new Database(copyOf(this.#path), { readonly: true })
    try {
      return db.prepare<[], Row>(sql).all()
    } finally {
      db.close()
    }
  }

  async #exported(since: number): Promise<string> {
    const args = ['export', '--emitted', '--db', this.#path, '--since', String(since)]
    const { stdout, stderr, code } = await this.#alloc.call({ args })
    expect(code, stderr).toBe(0)
    return stdout
  }
}

/** All but which input an event came from: of the journal's columns, the run and the line. */
function stateOf({ products, batches, order_lines, events = [] }: Rows): object {
  const anyInput = events.map(event => (Array.isArray(event) ? event.toSpliced(3, 2) : event))
  return { products, batches, order_lines, events: anyInput }
}

function bySeq(printed: readonly string[]): string {
  const records = printed.flatMap(each => each.split(/(?<=\n)/)).filter(record => record !== '')
  return records.toSorted((a, b) => lastSeq(a) - lastSeq(b)).join('')
}
