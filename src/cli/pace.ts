import { setImmediate } from 'node:timers/promises'
import { elapsed } from './elapsed.ts'

/** In milliseconds. A loop that never rests sees no signal. */
const betweenRests = 25
/** For steps so short that looking at the clock for each would cost more than the rests. */
export const shortSteps = 32
/** For steps of which one alone may take long: chains, commits. */
export const longSteps = 1

/** Tells a loop when to let in what waits: signals, timers, the progress. */
export class Pace {
  readonly #stepsPerLook: number
  #steps = 0
  #rested = elapsed()

  constructor(stepsPerLook: number) {
    this.#stepsPerLook = stepsPerLook
  }

  /** Whether it is time for a rest; to be asked at every step. */
  isDue(): boolean {
    return ++this.#steps % this.#stepsPerLook === 0 && elapsed() - this.#rested > betweenRests
  }

  async rest(): Promise<void> {
    await setImmediate()
    this.#rested = elapsed()
  }
}

/**
 * Items with a rest now and then.
 *
 * @throws the signal's reason, an `AbortError`, when one came
 */
export async function* paced<T>(items: Iterable<T>, abort: AbortSignal): AsyncGenerator<T> {
  const pace = new Pace(shortSteps)
  for (const item of items) {
    yield item
    if (!pace.isDue()) continue
    await pace.rest()
    abort.throwIfAborted()
  }
}
