import { constants } from 'node:os'

const endingSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const
export type EndingSignal = (typeof endingSignals)[number]

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

  /** The exit status that says so, should the signal not end the process. */
  get exitCode(): number {
    return 128 + (this.#signal ? constants.signals[this.#signal] : 0)
  }

  /** Lets signals end the process again, as they do by themselves, and has the one that came do so. */
  end(): void {
    for (const signal of endingSignals) process.off(signal, this.#receive)
    if (this.#signal) process.kill(process.pid, this.#signal)
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    if (this.#signal) {
      this.end()
      return
    }
    this.#signal = endingSignals.find(name => name === signal)
    this.#controller.abort()
  }
}

/** Whether something that waited was ended by a signal. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
