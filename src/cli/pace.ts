import { setImmediate } from 'node:timers/promises'

/** A loop that never rests sees no signal; looking at the clock for each event would cost more than the rests. */
const betweenRests = 25
const stepsPerLook = 32

/** Tells a loop when to let in what waits: signals, timers, the progress. */
export class Pace {
  #steps = 0
  #rested = performance.now()

  /** Whether it is time for a rest; to be asked at every step. */
  isDue(): boolean {
    return ++this.#steps % stepsPerLook === 0 && performance.now() - this.#rested > betweenRests
  }

  async rest(): Promise<void> {
    await setImmediate()
    this.#rested = performance.now()
  }
}

/**
 * Items with a rest now and then.
 *
 * @throws the signal's reason, an `AbortError`, when one came
 */
export async function* paced<T>(items: Iterable<T>, abort: AbortSignal): AsyncGenerator<T> {
  const pace = new Pace()
  for (const item of items) {
    yield item
    if (!pace.isDue()) continue
    await pace.rest()
    abort.throwIfAborted()
  }
}
