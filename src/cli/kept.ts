import { Failure } from './failure.ts'
import type { ReplayArguments } from './replay-options.ts'

/** What a run has saved so far, for those whom it has to leave. */
export class Kept {
  /** The database that the run writes, if it does. */
  readonly #db: string | undefined
  readonly #dryRun: boolean
  /** The place of the last event of the last group. */
  #committedTo: string | undefined

  constructor({ db, dryRun }: Pick<ReplayArguments, 'db' | 'dryRun'>) {
    this.#db = dryRun ? undefined : db
    this.#dryRun = dryRun === true
  }

  /** Whether the run writes a database. */
  get saves(): boolean {
    return this.#db !== undefined
  }

  /** A group is committed, which ends there. */
  upTo(place: string): void {
    this.#committedTo = place
  }

  get sentence(): string {
    if (this.#db === undefined) return 'Nothing was saved.'
    if (this.#committedTo === undefined) return `Nothing was written to ${this.#db}.`
    return `${this.#db} holds everything up to ${this.#committedTo}.`
  }

  /** What became of the events of the groups that ended. */
  get done(): string {
    if (this.#dryRun) return 'tried'
    return `committed to ${this.#db ?? 'a temporary database'}`
  }

  /** A failure that says so, too, where there was something to save. */
  toldBy(failure: Failure): Failure {
    const { exitCode, message, hint } = failure
    return this.saves ? new Failure(exitCode, `${message}. ${this.sentence}`, hint) : failure
  }
}
