import { constants } from 'node:os'
import { exitCodes } from './failure.ts'

const endingSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const
export type EndingSignal = (typeof endingSignals)[number]

/** What a script must hear of even if a signal ended the run. */
const graver: readonly number[] = [exitCodes.defect, exitCodes.databaseTrouble, exitCodes.fileTrouble]

/** Turns the first signal that would end the process into a wish to come to an end; the second ends it at once. */
export class Interruption {
  readonly #controller = new AbortController()
  #signal: EndingSignal | undefined

  constructor() {
    for (const signal of endingSignals) process.on(signal, this.#receive)
  }

  /** The signal that came, if one did. */
  get signal(): EndingSignal | undefined {
    return this.#signal
  }

  /** Aborted when a signal comes: for what waits. */
  get abort(): AbortSignal {
    return this.#controller.signal
  }

  /**
   * Lets signals end the process again, as they do by themselves, and has the one that came do so, unless something
   * graver is to be told.
   *
   * @returns the exit status, should the process live on
   */
  end(exitCode: number): number {
    for (const signal of endingSignals) process.off(signal, this.#receive)
    if (!this.#signal || graver.includes(exitCode)) return exitCode
    process.kill(process.pid, this.#signal)
    return 128 + constants.signals[this.#signal]
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    if (this.#signal) {
      this.end(exitCodes.done)
      return
    }
    this.#signal = endingSignals.find(name => name === signal)
    this.#controller.abort()
  }
}
