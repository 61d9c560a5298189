import type { Outcome } from '../service/input.ts'
import { isEvent, type LogLine, type Refused } from '../service/log-line.ts'
import { MessageBus } from '../service/message-bus.ts'
import { Replay, type ReplayListener } from '../service/replay.ts'
import type { Applied, KnownRun, Store } from '../service/store.ts'
import { journaledEvent } from '../wire/decode-text.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { rejectRecord, storedRejectRecord } from '../wire/reject-record.ts'
import type { Conditions } from './conditions.ts'
import type { Context } from './context.ts'
import { type Ending, endingError, tellEnding } from './ending.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import { Groups, type GroupsParts } from './groups.ts'
import { type Judgement, KnownInputs } from './known-inputs.ts'
import type { LogSource } from './log-source.ts'
import { Output } from './output.ts'
import { longSteps, Pace, paced } from './pace.ts'
import type { Printer, Results } from './printer.ts'
import { type Format, formatOf, printerFor } from './printer-for.ts'
import {
  lineText,
  outcomesWarning,
  refusalDiagnostic,
  sourceDiagnostic,
  wholeInputProblem,
} from './refusal-diagnostic.ts'
import type { RejectsFile } from './rejects-file.ts'
import type { ReplayArguments } from './replay-options.ts'
import { replayResults, resultsSummary } from './replay-results.ts'
import { rest } from './rest.ts'
import { Spool } from './spool.ts'
import type { Subscribers } from './subscribers.ts'
import { UnknownFieldWarnings } from './unknown-field-warnings.ts'
import { isAbort } from './until-aborted.ts'
import { Verifying } from './verifying.ts'

/** One replay, from its first input to what it prints last. */
export class ReplayRun implements ReplayListener<LineProblem> {
  readonly #store: Store
  readonly #options: ReplayArguments
  readonly #context: Context
  readonly #conditions: Conditions
  readonly #rejects: RejectsFile | undefined
  readonly #subscribers: Subscribers | undefined
  readonly #format: Format
  readonly #printer: Printer
  readonly #output: Output
  readonly #spool = new Spool()
  readonly #pace = new Pace(longSteps)
  readonly #replay: Replay<LineProblem>
  readonly #groups: Groups
  readonly #known: KnownInputs
  readonly #warnings: UnknownFieldWarnings
  readonly #verifying: Verifying | undefined
  #input = ''
  /** The last line of the input under way that was taken. */
  #last: LogLine<LineProblem> | undefined

  constructor(
    { store, lock, rejects, subscribers }: Pick<GroupsParts, 'store' | 'lock' | 'rejects' | 'subscribers'>,
    options: ReplayArguments,
    context: Context,
    conditions: Conditions,
  ) {
    this.#store = store
    this.#options = options
    this.#context = context
    this.#conditions = conditions
    this.#warnings = new UnknownFieldWarnings((warning, line) => context.diagnostics.report(warning, line))
    this.#rejects = rejects
    this.#subscribers = subscribers
    if (options.verify)
      this.#verifying = new Verifying(store, () => this.#replay.flush(), context.diagnostics)
    this.#format = formatOf(options)
    this.#printer = printerFor(this.#format, options)
    this.#output = new Output(context, options.db !== undefined && !options.dryRun)
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
    this.#groups = new Groups({
      ...{ store, lock, rejects, subscribers },
      ...{ replay: this.#replay, spool: this.#spool, output: this.#output },
      diagnostics: context.diagnostics,
      mayEnd: () => this.#verifying?.isEven ?? true,
      size: options.commit,
      isDocument: this.#format === 'json',
      done: options.dryRun ? 'tried' : `committed to ${options.db ?? 'a temporary database'}`,
    })
    this.#known = new KnownInputs(store, options.resume ? 'resume' : options.again ? 'again' : 'refuse')
  }

  async run(inputs: readonly LogSource[]): Promise<ExitCode> {
    try {
      return await this.#replayAll(inputs)
    } catch (cause) {
      const error = endingError(this.#store.explain(cause))
      const { signal } = this.#context.interruption
      if (!error && !(signal && isAbort(cause))) throw cause
      return await this.#endEarly({ where: this.#where, error, signal }, inputs)
    } finally {
      this.#replay.rollback()
      this.#spool.discard()
      this.#verifying?.close()
    }
  }

  applied(applied: Applied): void {
    this.#printer.applied(applied, this.#spool.sink)
    this.#subscribers?.add(applied, this.#store)
    this.#verifying?.derive(applied, `${this.#input}:${applied.line}`)
  }

  recorded(outcome: Outcome, line: LogLine<LineProblem>): void {
    this.#verifying?.record({ at: `${this.#input}:${line.number}`, outcome })
  }

  refused(refused: Refused<LineProblem>): void {
    this.#rejects?.write(rejectRecord(refused))
    const diagnostic = refusalDiagnostic(this.#input, refused)
    this.#context.diagnostics.report(diagnostic, () => lineText(refused.line))
  }

  unknownFields(names: readonly string[], line: LogLine<LineProblem>): void {
    this.#warnings.warn(this.#input, names, line)
  }

  async #replayAll(inputs: readonly LogSource[]): Promise<ExitCode> {
    if (await this.#isAnyRefused(inputs))
      return await this.#endEarly({ where: this.#where, isOtherInput: true }, inputs)
    for (const input of inputs) {
      const ending = await this.#replayInput(input)
      if (ending) return await this.#endEarly(ending, inputs)
    }
    return await this.#finish(inputs)
  }

  /** Files are judged before anything is applied. */
  async #isAnyRefused(inputs: readonly LogSource[]): Promise<boolean> {
    let refused: string | undefined
    for (const input of inputs) {
      this.#input = input.path
      if (!input.isRegularFile) continue
      const { standing } = await this.#known.judge(input)
      if (standing.kind !== 'problem') continue
      refused ??= input.path
      this.#context.diagnostics.report(sourceDiagnostic(input.path, standing.problem))
    }
    this.#input = refused ?? this.#input
    return refused !== undefined
  }

  /** @returns what ended it before its end, if anything did */
  async #replayInput(input: LogSource): Promise<Ending | undefined> {
    const { progress, diagnostics, interruption } = this.#context
    this.#input = input.path
    this.#last = undefined
    progress.beginInput()
    try {
      const ending = await this.#replayJudged(input, await this.#known.judge(input))
      // The second time the group is open, so that nobody else can change what is known.
      return ending === 'moved' ? await this.#replayInput(input) : ending
    } catch (error) {
      if (interruption.signal && isAbort(error)) {
        await this.#groups.commitEarly(input, this.#last)
        return { where: this.#where, signal: interruption.signal }
      }
      const problem = wholeInputProblem(input, 'replay', error)
      if (!problem) throw error
      diagnostics.report(problem.diagnostic, problem.text)
      return { where: `at ${input.path}` }
    }
  }

  async #replayJudged(
    input: LogSource,
    { standing, start }: Judgement,
  ): Promise<Ending | 'moved' | undefined> {
    if (standing.kind === 'resume' && input.isRegularFile && (await this.#beginGroup(input))) return 'moved'
    if (standing.kind === 'done' || standing.kind === 'resume') {
      this.#keepRejectsOf(standing.run)
      this.#verifying?.goOn()
    }
    if (standing.kind === 'done') return undefined
    if (standing.kind === 'problem') {
      this.#context.diagnostics.report(sourceDiagnostic(input.path, standing.problem))
      return { where: this.#where, isOtherInput: true }
    }
    this.#replay.beginInput(
      input.name,
      standing.kind === 'resume' ? { resumed: standing.run } : { closes: standing.closes },
    )
    for await (const lines of input.lines(start)) {
      const ending = await this.#takeLines(input, lines)
      if (ending) return ending
    }
    if (standing.kind === 'resume' || this.#replay.hasBegunInput) await this.#groups.begin()
    this.#replay.endInput(input.wholeProgress)
    this.#context.diagnostics.detail(input.whatWasRead)
    return undefined
  }

  /** What was refused before stands in the file of rejects, too. */
  #keepRejectsOf(run: KnownRun): void {
    if (!this.#rejects) return
    for (const reject of this.#store.rejectsOf(run)) this.#rejects.write(storedRejectRecord(reject))
  }

  async #takeLines(
    input: LogSource,
    lines: readonly LogLine<LineProblem>[],
  ): Promise<Ending | 'moved' | undefined> {
    const { interruption } = this.#context
    for (const line of lines) {
      if (!this.#replay.hasGroup && isEvent(line.entry) && (await this.#beginGroup(input))) return 'moved'
      this.#last = line
      if (!this.#replay.take(line)) return { where: this.#where }
      if (this.#verifying?.tellDivergence()) return this.#unmet
      if (this.#groups.isFull) await this.#groups.commit(input, line)
      if (this.#pace.isDue()) {
        const { read: events, rejected } = this.#replay.counts
        await rest({ verb: 'replaying', input, events, rejected }, this.#pace, this.#context)
      }
      if (!interruption.signal) continue
      await this.#groups.commitEarly(input, line)
      return { where: this.#where, signal: interruption.signal }
    }
    return undefined
  }

  /** @returns whether somebody else applied what this input is to be compared with, since that was done */
  async #beginGroup(input: LogSource): Promise<boolean> {
    if (this.#replay.hasGroup) return false
    await this.#groups.begin()
    return !this.#replay.hasBegunInput && input.isRegularFile && this.#known.refresh()
  }

  /** Where the replay is. */
  get #where(): string {
    if (this.#groups.isComplete) return 'while it printed the results'
    return this.#last ? `at ${this.#input}:${this.#last.number}` : `at ${this.#input}`
  }

  /** How a run ends in which outcomes are not as recorded; a refusal outweighs that. */
  get #unmet(): Ending {
    return { where: this.#where, isUnmet: this.#replay.counts.rejected === 0 }
  }

  async #finish(inputs: readonly LogSource[]): Promise<ExitCode> {
    if (this.#verifying?.tellEnd(this.#replay.counts)) return await this.#endEarly(this.#unmet, inputs)
    await this.#groups.commitAll()
    this.#store.settle()
    return await this.#judge(await this.#printResults())
  }

  async #printResults(): Promise<Results> {
    const { diagnostics, interruption } = this.#context
    const { counts } = this.#replay
    const results = await replayResults(this.#store, counts, this.#options, interruption.abort)
    for await (const _ of paced(this.#printer.results(results, this.#spool.sink), interruption.abort)) {
      if (this.#spool.hasBlock) await this.#spool.moveTo(this.#output)
    }
    await this.#spool.moveTo(this.#output)
    await this.#subscribers?.end()
    if (counts.outcomes > 0 && !this.#verifying) diagnostics.report(outcomesWarning(counts.outcomes))
    diagnostics.end()
    if (this.#format === 'ndjson' || this.#format === 'json') return results
    diagnostics.notice(await resultsSummary(results, interruption.abort))
    if (this.#verifying) diagnostics.notice(this.#verifying.verdict)
    return results
  }

  async #judge({ batches, outofstock }: Results): Promise<ExitCode> {
    const { diagnostics, interruption } = this.#context
    const { rejected, read } = this.#replay.counts
    const subscriberFailures = this.#subscribers?.failures ?? 0
    const result = { read, outofstock, warnings: diagnostics.warnings, subscriberFailures, batches }
    const tell = (failure: string) => diagnostics.verdict(failure)
    const areMet = await this.#conditions.areMet(result, tell, interruption.abort)
    if (rejected > 0) return exitCodes.refused
    return areMet ? exitCodes.done : exitCodes.conditionNotMet
  }

  /** Goes back to the last commit, and says where that is. */
  async #endEarly(ending: Ending, inputs: readonly LogSource[]): Promise<ExitCode> {
    if (!ending.error) await this.#rejects?.save()
    await this.#subscribers?.end()
    const paths = inputs.map(input => input.path)
    return tellEnding(ending, this.#groups, paths, this.#options, this.#context)
  }
}
