import { visibleText } from '../domain/visible-text.ts'
import { counted } from '../report/count-text.ts'
import type { LogLine, Refused } from '../service/log-line.ts'
import { MessageBus } from '../service/message-bus.ts'
import { Replay, type ReplayListener } from '../service/replay.ts'
import type { Applied, Store } from '../service/store.ts'
import { journaledEvent } from '../wire/decode-text.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { rejectRecord } from '../wire/reject-record.ts'
import { Conditions } from './conditions.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import type { EndingSignal } from './interruption.ts'
import { Kept } from './kept.ts'
import { whenUnlocked } from './lock-wait.ts'
import type { LogSource } from './log-source.ts'
import { inputsOf } from './open-inputs.ts'
import { storeFor } from './open-store.ts'
import { Output } from './output.ts'
import { longSteps, Pace, paced } from './pace.ts'
import type { Printer, Results } from './printer.ts'
import { type Format, formatOf, printerFor } from './printer-for.ts'
import {
  lineText,
  outcomesWarning,
  refusalDiagnostic,
  unknownFieldWarning,
  wholeInputProblem,
} from './refusal-diagnostic.ts'
import { checkRejects, RejectsFile } from './rejects-file.ts'
import type { ReplayArguments } from './replay-options.ts'
import { replayResults, resultsSummary } from './replay-results.ts'
import { Spool } from './spool.ts'
import { untilDrained } from './streams.ts'
import { isAbort } from './until-aborted.ts'

/** `alloc replay`: inputs through the message bus into a store; what came out is printed once it is committed. */
export async function replayCommand(
  paths: readonly string[],
  options: ReplayArguments,
  context: Context,
): Promise<ExitCode> {
  const { db, rejects: rejectsPath } = options
  const { abort } = context.interruption
  const inputs = inputsOf(paths, options, context)
  if (rejectsPath !== undefined) checkRejects(rejectsPath, options, inputs)
  const conditions = await Conditions.of(options, abort)
  if (options.dbFromEnvironment && db !== undefined && !options.dryRun) {
    context.diagnostics.notice(`alloc: writing to ${visibleText(db, Infinity)}, as ALLOC_DB says`)
  }
  const store = await storeFor(options, abort)
  try {
    const rejects = rejectsPath === undefined ? undefined : new RejectsFile(rejectsPath)
    try {
      return await new ReplayCommand(store, options, context, conditions, rejects).run(inputs)
    } finally {
      rejects?.close()
    }
  } finally {
    store.close()
  }
}

/** Why a replay ended before its time: `at day.ndjson:5`. */
type Ending = { readonly where: string; readonly signal?: EndingSignal | undefined }

class ReplayCommand implements ReplayListener<LineProblem> {
  readonly #store: Store
  readonly #options: ReplayArguments
  readonly #context: Context
  readonly #conditions: Conditions
  readonly #rejects: RejectsFile | undefined
  readonly #format: Format
  readonly #printer: Printer
  readonly #output: Output
  readonly #spool = new Spool()
  readonly #pace = new Pace(longSteps)
  readonly #replay: Replay<LineProblem>
  readonly #warned = new Set<string>()
  #input = ''
  /** The last line of the input under way that was taken. */
  #last: LogLine<LineProblem> | undefined
  /** The count of events read at which the group ends. */
  #groupEnd: number
  readonly #kept: Kept

  constructor(
    store: Store,
    options: ReplayArguments,
    context: Context,
    conditions: Conditions,
    rejects: RejectsFile | undefined,
  ) {
    this.#store = store
    this.#options = options
    this.#context = context
    this.#conditions = conditions
    this.#rejects = rejects
    this.#format = formatOf(options)
    this.#printer = printerFor(this.#format, options)
    this.#kept = new Kept(options)
    this.#output = new Output(context, this.#kept.saves)
    this.#groupEnd = options.commit
    this.#replay = new Replay(
      store,
      new MessageBus(),
      {
        retryBackorders: options.retryBackorders === true,
        refusalsAllowed: options.onError === 'skip' ? options.maxErrors : 0,
        factOf: journaledEvent,
      },
      this,
    )
  }

  async run(inputs: readonly LogSource[]): Promise<ExitCode> {
    try {
      for (const input of inputs) {
        const ending = await this.#replayInput(input)
        if (ending) return await this.#endEarly(ending)
      }
      return await this.#finish()
    } catch (error) {
      throw error instanceof Failure ? this.#kept.toldBy(error) : error
    } finally {
      this.#replay.rollback()
      this.#spool.discard()
    }
  }

  applied(applied: Applied): void {
    this.#printer.applied(applied, this.#spool.sink)
  }

  refused(refused: Refused<LineProblem>): void {
    this.#rejects?.write(rejectRecord(refused))
    const diagnostic = refusalDiagnostic(this.#input, refused)
    this.#context.diagnostics.report(diagnostic, () => lineText(refused.line))
  }

  unknownFields(names: readonly string[], line: LogLine<LineProblem>): void {
    for (const name of names) {
      if (this.#warned.has(name)) continue
      this.#warned.add(name)
      this.#context.diagnostics.report(unknownFieldWarning(this.#input, line, name), () => lineText(line))
    }
  }

  /** @returns what ended it before its end, if anything did */
  async #replayInput(input: LogSource): Promise<Ending | undefined> {
    const { progress, diagnostics, interruption } = this.#context
    this.#input = input.path
    this.#replay.beginInput(input.name)
    this.#last = undefined
    progress.beginInput()
    try {
      for await (const lines of input.lines()) {
        const ending = await this.#takeLines(input, lines)
        if (ending) return ending
      }
    } catch (error) {
      if (interruption.signal && isAbort(error)) return await this.#endWaiting(input)
      const problem = wholeInputProblem(input.path, 'replay', error)
      if (!problem) throw error
      diagnostics.report(problem.diagnostic, problem.text)
      return { where: `at ${input.path}` }
    }
    if (this.#replay.needsGroup() && !(await this.#begin())) return this.#endingAt(input, this.#last)
    this.#replay.endInput(input.wholeProgress)
    const { bytes, lines } = input.wholeProgress
    diagnostics.detail(`alloc: ${input.path} was read: ${counted(lines, 'line')}, ${counted(bytes, 'byte')}`)
    return undefined
  }

  async #takeLines(input: LogSource, lines: readonly LogLine<LineProblem>[]): Promise<Ending | undefined> {
    const { interruption } = this.#context
    for (const line of lines) {
      if (this.#replay.needsGroup(line) && !(await this.#begin())) return this.#endingAt(input, line)
      if (!this.#replay.take(line)) return { where: `at ${placeOf(input, line)}` }
      if (this.#replay.counts.read >= this.#groupEnd) await this.#endGroup(input, line)
      if (this.#pace.isDue()) await this.#rest(input)
      if (!interruption.signal) continue
      if (this.#options.commit !== Number.POSITIVE_INFINITY) await this.#endGroup(input, line)
      return this.#endingAt(input, line)
    }
    this.#last = lines.at(-1) ?? this.#last
    return undefined
  }

  /** A signal came while nothing did. */
  async #endWaiting(input: LogSource): Promise<Ending> {
    const last = this.#last
    if (last && this.#options.commit !== Number.POSITIVE_INFINITY) await this.#endGroup(input, last)
    return this.#endingAt(input, last)
  }

  /** Where a signal was seen. */
  #endingAt(input: LogSource, line: LogLine<LineProblem> | undefined): Ending {
    return { where: `at ${placeOf(input, line)}`, signal: this.#context.interruption.signal }
  }

  /** @returns whether a group could be begun before a signal came */
  async #begin(): Promise<boolean> {
    try {
      const { abort } = this.#context.interruption
      await whenUnlocked(() => this.#replay.begin(), this.#options.lockTimeout, abort)
      return true
    } catch (error) {
      if (!isAbort(error)) throw error
      return false
    }
  }

  /** Lets signals in, shows how far it is, and waits for whoever reads the diagnostics. */
  async #rest(input: LogSource): Promise<void> {
    const { progress, streams, interruption } = this.#context
    const { counts } = this.#replay
    progress.update(() => ({
      verb: 'replaying',
      input: input.path,
      fraction: input.fraction,
      events: counts.read,
      rejected: counts.rejected,
    }))
    await untilDrained(streams.stderr, interruption.abort)
    await this.#pace.rest()
  }

  /** What the group emitted is printed once it is committed; in a dry run everything is the same. */
  async #endGroup(input?: LogSource, line?: LogLine<LineProblem>): Promise<void> {
    this.#replay.commit(input && line ? input.progressAt(line) : undefined)
    this.#kept.upTo(input && line ? placeOf(input, line) : 'the end of its input')
    this.#groupEnd = this.#replay.counts.read + this.#options.commit
    await this.#rejects?.save()
    // A document is printed when it is complete.
    if (this.#format !== 'json') await this.#spool.moveTo(this.#output)
    this.#store.tidy()
    const { read } = this.#replay.counts
    this.#context.diagnostics.detail(`alloc: ${counted(read, 'event')} ${this.#kept.done}`)
  }

  async #finish(): Promise<ExitCode> {
    const { interruption } = this.#context
    await this.#endGroup()
    try {
      return await this.#judge(await this.#printResults())
    } catch (error) {
      if (!isAbort(error)) throw error
      return await this.#endEarly({ where: 'while it printed the results', signal: interruption.signal })
    }
  }

  async #printResults(): Promise<Results> {
    const { diagnostics, interruption } = this.#context
    const { counts } = this.#replay
    const results = await replayResults(this.#store, counts, this.#options, interruption.abort)
    for await (const _ of paced(this.#printer.results(results, this.#spool.sink), interruption.abort)) {
      if (this.#spool.hasBlock) await this.#spool.moveTo(this.#output)
    }
    await this.#spool.moveTo(this.#output)
    if (counts.outcomes > 0) diagnostics.report(outcomesWarning(counts.outcomes))
    diagnostics.end()
    if (this.#format === 'human') diagnostics.notice(await resultsSummary(results, interruption.abort))
    return results
  }

  async #judge({ batches, outofstock }: Results): Promise<ExitCode> {
    const { diagnostics, interruption } = this.#context
    const { rejected, read } = this.#replay.counts
    const result = { read, outofstock, warnings: diagnostics.warnings, batches }
    let areMet = true
    for await (const failure of paced(this.#conditions.failures(result), interruption.abort)) {
      if (failure === undefined) continue
      diagnostics.verdict(failure)
      areMet = false
    }
    if (rejected > 0) return exitCodes.refused
    return areMet ? exitCodes.done : exitCodes.conditionNotMet
  }

  /** Goes back to the last commit, and says where that is. */
  async #endEarly({ where, signal }: Ending): Promise<ExitCode> {
    const { diagnostics } = this.#context
    await this.#rejects?.save()
    diagnostics.end()
    diagnostics.verdict(`${signal ? `ended by ${signal}` : 'stopped'} ${where}. ${this.#kept.sentence}`)
    return exitCodes.refused
  }
}

function placeOf({ path }: LogSource, line: LogLine<LineProblem> | undefined): string {
  return line ? `${path}:${line.number}` : path
}
