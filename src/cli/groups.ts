import { counted } from '../report/count-text.ts'
import type { LogLine } from '../service/log-line.ts'
import type { Replay } from '../service/replay.ts'
import type { Store } from '../service/store.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { LockWait } from './lock-wait.ts'
import type { LogSource } from './log-source.ts'
import type { Output } from './output.ts'
import type { RejectsFile } from './rejects-file.ts'
import type { Spool } from './spool.ts'
import type { Subscribers } from './subscribers.ts'

export type GroupsParts = {
  readonly store: Store
  readonly replay: Replay<LineProblem>
  /** What the group under way emitted waits here. */
  readonly spool: Spool
  readonly output: Output
  readonly diagnostics: Diagnostics
  readonly rejects: RejectsFile | undefined
  readonly subscribers: Subscribers | undefined
  readonly lock: LockWait
  /** Whether what was taken so far may be a group. */
  readonly mayEnd: () => boolean
  /** How many events a group has; infinite when the run is one. */
  readonly size: number
  /** Whether what is printed is one document, which waits until it is complete. */
  readonly isDocument: boolean
  /** What becomes of a group's events: `committed to w.db`. */
  readonly done: string
}

/** The groups of a replay: each is opened when it is its turn to write, and printed when it is committed. */
export class Groups {
  readonly #parts: GroupsParts
  /** The count of events read at which the group ends. */
  #end: number
  #committedTo: string | undefined
  #isComplete = false
  #printedTo: number | undefined

  constructor(parts: GroupsParts) {
    this.#parts = parts
    this.#end = parts.size
  }

  /** The place of the last event that was committed. */
  get committedTo(): string | undefined {
    return this.#committedTo
  }

  /** The number of the last event whose record went out, or of the last before this replay. */
  get printedTo(): number | undefined {
    return this.#printedTo
  }

  /** Whether everything is committed, and only results are to be printed. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  get isFull(): boolean {
    return this.#parts.replay.counts.read >= this.#end && this.#parts.mayEnd()
  }

  /** Waits for other writers. @throws StoreError when they take too long */
  async begin(): Promise<void> {
    const { lock, replay, store } = this.#parts
    await lock.until(() => replay.begin())
    this.#printedTo ??= store.emitted
  }

  /** Commits behind a line, then prints what the group emitted; in a dry run everything is the same. */
  async commit(input: LogSource, line: LogLine<LineProblem>): Promise<void> {
    this.#parts.replay.commit(input.progressAt(line))
    this.#committedTo = `${input.path}:${line.number}`
    await this.#publish()
  }

  /** Commits what is complete when a signal ends the replay, unless all of it is one group. */
  async commitEarly(input: LogSource, line: LogLine<LineProblem> | undefined): Promise<void> {
    const { size, replay, mayEnd } = this.#parts
    if (line && replay.hasGroup && size !== Number.POSITIVE_INFINITY && mayEnd())
      await this.commit(input, line)
  }

  /** Commits behind the last input. */
  async commitAll(): Promise<void> {
    this.#parts.replay.commit()
    this.#committedTo = 'the end of its input'
    this.#isComplete = true
    await this.#publish()
  }

  async #publish(): Promise<void> {
    const { spool, output, rejects, subscribers, store, size } = this.#parts
    const { replay, isDocument, diagnostics, done } = this.#parts
    const { read } = replay.counts
    this.#end = read + size
    await rejects?.save()
    await subscribers?.publish()
    if (!isDocument) await spool.moveTo(output)
    if (this.#printedTo !== undefined) this.#printedTo = store.emitted
    store.tidy()
    diagnostics.detail(`alloc: ${counted(read, 'event')} ${done}`)
  }
}
