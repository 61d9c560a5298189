import { setTimeout } from 'node:timers/promises'
import { StoreError } from '../service/store-error.ts'
import { elapsed } from './elapsed.ts'

/** The longest that SQLite itself may wait for another writer, in milliseconds: nothing else runs meanwhile. */
export const longestBlock = 50
const betweenTries = 5

/** Waits for another writer of a database while signals, timers and output go on. */
export class LockWait {
  readonly #timeoutMs: number
  readonly #abort: AbortSignal

  /** @param abort ends the waiting */
  constructor(timeoutMs: number, abort: AbortSignal) {
    this.#timeoutMs = timeoutMs
    this.#abort = abort
  }

  /**
   * Tries until it is this one's turn.
   *
   * @throws StoreError when the time is over
   * @throws the signal's reason, an `AbortError`
   */
  async until<T>(work: () => T): Promise<T> {
    const end = elapsed() + this.#timeoutMs
    for (;;) {
      try {
        return work()
      } catch (error) {
        const isLocked = error instanceof StoreError && error.code === 'db-locked'
        if (!isLocked || elapsed() >= end) throw error
      }
      await setTimeout(betweenTries, undefined, { signal: this.#abort })
    }
  }
}
