import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { eventRecords } from './event-records.ts'
import type { Command, KillableAlloc } from './killable-alloc.ts'
import { type LogToReplay, layOut } from './log-to-replay.ts'
import { type Rows, soundRows } from './warehouse-copy.ts'

/** What a replay made that nobody interrupted. */
export type Made = { readonly rows: Rows; readonly events: string; readonly rejects: string }

/** What replays of a log, and of its beginnings, make when nobody interrupts them. */
export class UninterruptedReplay {
  readonly #alloc: KillableAlloc
  readonly #log: LogToReplay
  readonly #made = new Map<number, Promise<Made>>()
  readonly #directory = temporaryDirectory()

  constructor(alloc: KillableAlloc, log: LogToReplay) {
    this.#alloc = alloc
    this.#log = log
  }

  get whole(): Promise<Made> {
    return this.ofFirst(this.#log.lines.length)
  }

  /** Of so many lines. */
  async ofFirst(lines: number): Promise<Made> {
    if (lines === 0) return { rows: {}, events: '', rejects: '' }
    const made = this.#made.get(lines) ?? this.#make(lines)
    this.#made.set(lines, made)
    return await made
  }

  /** How many steps it has, each of which may be its last. */
  get steps(): Promise<number> {
    const directory = join(this.#directory, 'steps')
    return this.#alloc.steps(layOut(this.#log, directory), join(directory, 'count'))
  }

  /** How long a process takes. */
  get durationMs(): Promise<number> {
    return this.#measure(layOut(this.#log, join(this.#directory, 'measured')))
  }

  async #measure(command: Command): Promise<number> {
    const began = performance.now()
    await this.#alloc.run(command)
    return performance.now() - began
  }

  async #make(lines: number): Promise<Made> {
    // How the lines were grouped must not show, so the fastest way to group them serves.
    const log = lines === this.#log.lines.length ? this.#log : { ...this.#log, commit: 'run' }
    const directory = join(this.#directory, String(lines))
    const { stdout, stderr, code } = await this.#alloc.call(layOut(log, directory, lines))
    if (code !== 0 && code !== 1) throw new Error(`an uninterrupted replay ended with ${code}: ${stderr}`)
    return {
      rows: soundRows(join(directory, 'w.db')),
      events: eventRecords(stdout).whole,
      rejects: readFileSync(join(directory, 'rejects.ndjson'), 'utf8'),
    }
  }
}
