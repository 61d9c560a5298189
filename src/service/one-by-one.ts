import { createHash } from 'node:crypto'
import { eventBytes, type GivenEvent } from './given-event.ts'
import type { LogCodec } from './log-codec.ts'
import type { Problem } from './log-line.ts'
import type { Replay } from './replay.ts'
import { type Store, unread } from './store.ts'

/** The name of the input that such events make. */
const inputName = 'program'

/** Events that a program hands over one by one: one input, each event a group of its own. */
export class OneByOne<P extends Problem> {
  readonly #store: Store
  readonly #codec: LogCodec<P>
  readonly #newReplay: () => Replay<P>
  #replay: Replay<P> | undefined
  /** The number of the input, once something of it is committed. */
  #run: number | undefined
  #progress = unread
  #hash = createHash('sha256')

  constructor(store: Store, codec: LogCodec<P>, newReplay: () => Replay<P>) {
    this.#store = store
    this.#codec = codec
    this.#newReplay = newReplay
  }

  /** @returns whether it was taken; if not, it is as if it had never been given */
  take(event: GivenEvent, strict: boolean): boolean {
    const bytes = eventBytes(event)
    const [line] = this.#codec.reader(strict, this.#progress).push(bytes)
    if (!line) return true
    const replay = this.#opened()
    try {
      if (!replay.take(line)) return false
      const hash = this.#hash.copy().update(bytes)
      const progress = { bytes: line.endOffset, lines: line.number, sha256: hash.copy().digest('hex') }
      replay.commit(progress)
      this.#hash = hash
      this.#progress = progress
      this.#run = replay.run?.run
      return true
    } finally {
      if (replay.hasGroup) this.#giveUp(replay)
    }
  }

  /** Closes the input: what comes then is another. */
  end(): void {
    if (this.#run === undefined) return
    const replay = this.#opened()
    replay.endInput(this.#progress)
    replay.commit()
    this.#replay = undefined
    this.#run = undefined
    this.#progress = unread
    this.#hash = createHash('sha256')
  }

  #opened(): Replay<P> {
    if (this.#replay) return this.#replay
    const replay = this.#newReplay()
    const resumed = this.#run === undefined ? undefined : this.#store.run(this.#run)
    replay.beginInput(inputName, resumed ? { resumed } : {})
    this.#replay = replay
    return replay
  }

  /** The next one goes on behind the last commit. */
  #giveUp(replay: Replay<P>): void {
    this.#replay = undefined
    replay.rollback()
  }
}
