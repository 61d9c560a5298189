import { createReadStream } from 'node:fs'
import { differenceLines } from '../report/differences.ts'
import { differences, type Expectation } from '../service/expectation.ts'
import type { BatchView } from '../service/views.ts'
import { ExpectationProblem } from '../wire/expectation-problem.ts'
import { expectedBatches } from '../wire/expected-batches.ts'
import { exitCodes, Failure, fileTrouble } from './failure.ts'
import { missingFile } from './files.ts'
import { paced } from './pace.ts'
import { untilAborted } from './until-aborted.ts'

/** What `--fail-on` may name. */
export const failable = ['out-of-stock', 'empty', 'warnings', 'subscriber'] as const
export type Failable = (typeof failable)[number]

/** How a run came out, as far as conditions look at it. */
export type RunResult = {
  readonly read: number
  readonly outofstock: number
  readonly warnings: number
  /** How often a subscriber failed or was not reached. */
  readonly subscriberFailures: number
  readonly batches: Iterable<BatchView>
}

/** What a script asked for beyond a run without errors. */
export class Conditions {
  readonly #failOn: ReadonlySet<Failable>
  readonly #expectation: { readonly path: string; readonly batches: Expectation } | undefined

  private constructor(
    failOn: ReadonlySet<Failable>,
    expectation: { readonly path: string; readonly batches: Expectation } | undefined,
  ) {
    this.#failOn = failOn
    this.#expectation = expectation
  }

  /**
   * Reads what is expected, before anything is applied.
   *
   * @throws Failure when that cannot be read or understood
   */
  static async of(
    { expect, failOn }: { readonly expect?: string; readonly failOn: ReadonlySet<Failable> },
    abort: AbortSignal,
  ): Promise<Conditions> {
    if (expect === undefined) return new Conditions(failOn, undefined)
    return new Conditions(failOn, { path: expect, batches: await readExpectation(expect, abort) })
  }

  /** Tells what is not met. @returns whether nothing is */
  async areMet(result: RunResult, tell: (failure: string) => void, abort: AbortSignal): Promise<boolean> {
    let areMet = true
    for await (const failure of paced(this.#failures(result), abort)) {
      if (failure === undefined) continue
      tell(failure)
      areMet = false
    }
    return areMet
  }

  /** What is not met, in sentences; undefined now and then, for its reader to rest. */
  *#failures({
    read,
    outofstock,
    warnings,
    subscriberFailures,
    batches,
  }: RunResult): Generator<string | undefined> {
    if (this.#failOn.has('empty') && read === 0) yield '--fail-on empty: no event was read'
    if (this.#failOn.has('out-of-stock') && outofstock > 0) {
      yield `--fail-on out-of-stock: ${outofstock} ${outofstock === 1 ? 'line is' : 'lines are'} without stock`
    }
    if (this.#failOn.has('warnings') && warnings > 0) {
      yield `--fail-on warnings: there ${warnings === 1 ? 'was one warning' : `were ${warnings} warnings`}`
    }
    if (this.#failOn.has('subscriber') && subscriberFailures > 0) {
      yield `--fail-on subscriber: ${subscriberFailures === 1 ? 'one call' : `${subscriberFailures} calls`} of subscribers failed`
    }
    if (!this.#expectation) return
    let isMet = true
    for (const line of differenceLines(differences(this.#expectation.batches, batches))) {
      if (line !== undefined && isMet) yield `--expect: the batches are not as ${this.#expectation.path} says`
      isMet &&= line === undefined
      yield line
    }
  }
}

async function readExpectation(path: string, abort: AbortSignal): Promise<Expectation> {
  try {
    return await expectedBatches(untilAborted(createReadStream(path), abort))
  } catch (error) {
    if (error instanceof ExpectationProblem) {
      const place = error.line === undefined ? path : `${path}:${error.line}`
      throw new Failure(exitCodes.wrongUse, `--expect ${place}: ${error.message}`, error.hint)
    }
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error
    if (error.code === 'ENOENT') throw missingFile(path)
    throw fileTrouble(`${path} cannot be read (${error.message})`)
  }
}
