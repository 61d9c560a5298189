import { setTimeout } from 'node:timers/promises'
import { StoreError } from '../service/store-error.ts'

/** The longest that SQLite itself may wait for another writer, in milliseconds: nothing else runs meanwhile. */
export const lockStepMs = 50

/**
 * Does a piece of work that needs the database for itself; another writer is waited for in steps that let signals in.
 *
 * @throws StoreError when the other one takes longer than `timeoutMs`
 * @throws the signal's reason, an `AbortError`
 */
export async function whenUnlocked<T>(work: () => T, timeoutMs: number, abort: AbortSignal): Promise<T> {
  const until = performance.now() + timeoutMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'db-locked' || performance.now() >= until)
        throw error
    }
    await setTimeout(lockStepMs, undefined, { signal: abort })
  }
}
