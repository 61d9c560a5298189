/** Counts processes that were started to be killed, or to go on behind a kill. */
export class Tally {
  #started = 0
  #killed = 0
  #killedWhileResuming = 0

  started(isKilled: boolean, isResuming: boolean): void {
    this.#started++
    if (isKilled) this.#killed++
    if (isKilled && isResuming) this.#killedWhileResuming++
  }

  get kills(): number {
    return this.#killed
  }

  /** Of the started ones. */
  get share(): number {
    return this.#killed / this.#started
  }

  toString(): string {
    const share = Math.floor(100 * this.share)
    return `${this.#killed} kills (${this.#killedWhileResuming} of resuming processes), ${share} % of ${this.#started} started`
  }
}
