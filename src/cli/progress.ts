import { type ProgressState, progressLine } from '../report/progress-line.ts'
import { elapsed } from './elapsed.ts'
import type { StatusLine } from './status-line.ts'

/** What a progress speaks of. */
export type Progressing = {
  /** What is done to the input: `replaying`. */
  readonly verb: string
  /** As the user named it. */
  readonly input: string
  /** The part of its bytes that was read; undefined for a stream. */
  readonly fraction: number | undefined
  readonly events: number
  readonly rejected: number
}

export type ProgressMode = 'auto' | 'never' | 'plain'

/** Shows how far a command has come: in a line that moves, or now and then in one that stays. */
export class Progress {
  readonly #line: StatusLine | undefined
  readonly #plain: ((text: string) => void) | undefined
  readonly #begun = elapsed()
  #shown = this.#begun
  #inputBegun = this.#begun
  #waiting: NodeJS.Timeout | undefined

  /**
   * @param line where it moves; undefined where stderr is no terminal
   * @param write where it stays
   */
  constructor(mode: ProgressMode, line: StatusLine | undefined, write: (text: string) => void) {
    this.#line = mode === 'auto' ? line : undefined
    this.#plain = mode === 'plain' ? write : undefined
  }

  /** To be called when an input begins: the time that it will take is told from then on. */
  beginInput(): void {
    this.#inputBegun = elapsed()
  }

  /** Shows how far it is, unless it was shown just now. */
  update(what: () => Progressing): void {
    const now = elapsed()
    if (this.#line && now - this.#begun >= firstAfter && now - this.#shown >= movesEvery) {
      this.#shown = now
      this.#line.show(progressLine(this.#state(what(), now, this.#line.columns)))
    }
    if (this.#plain && now - this.#shown >= staysEvery) {
      this.#shown = now
      this.#plain(`${progressLine(this.#state(what(), now, Number.POSITIVE_INFINITY))}\n`)
    }
  }

  /** Says so when stdin gives nothing for a while. */
  waitForStdin(): void {
    const line = this.#line
    if (line)
      this.#waiting = setTimeout(() => line.show(waitingNotice.slice(0, line.columns)), noticeAfter).unref()
  }

  /** Something came. */
  stopWaiting(): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
  }

  #state(what: Progressing, now: number, columns: number): ProgressState {
    const { verb, input, fraction, events, rejected } = what
    const seconds = (now - this.#begun) / 1_000
    const inputSeconds = (now - this.#inputBegun) / 1_000
    return {
      ...{ verb, input, fraction, events, rejected, columns },
      eventsPerSecond: events / seconds,
      secondsLeft: fraction && inputSeconds > 1 ? (inputSeconds / fraction) * (1 - fraction) : undefined,
    }
  }
}

/** In milliseconds. */
const firstAfter = 500
const movesEvery = 100
const staysEvery = 5_000
const noticeAfter = 2_000

const waitingNotice = 'waiting for events on stdin (end with Ctrl-D)'
