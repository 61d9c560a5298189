import { counted } from '../report/count-text.ts'
import type { Diagnostic } from '../report/diagnostic.ts'
import { diagnosticText } from '../report/diagnostic.ts'
import { isEvent, type LogLine, type Refused } from '../service/log-line.ts'
import { MessageBus } from '../service/message-bus.ts'
import { Replay, type ReplayListener } from '../service/replay.ts'
import type { Store } from '../service/store.ts'
import { journaledEvent } from '../wire/decode-text.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { colours, diagnosticPaint } from './colour.ts'
import type { Context } from './context.ts'
import { diagnosticRecord } from './diagnostics.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import { LockWait } from './lock-wait.ts'
import type { LogSource } from './log-source.ts'
import { inputsOf } from './open-inputs.ts'
import { copyFor } from './open-store.ts'
import { Output } from './output.ts'
import { longSteps, Pace, shortSteps } from './pace.ts'
import { lineText, outcomesWarning, refusalDiagnostic, wholeInputProblem } from './refusal-diagnostic.ts'
import { type CheckArguments, formatAmong } from './replay-options.ts'
import { rest } from './rest.ts'
import { Spool } from './spool.ts'
import { UnknownFieldWarnings } from './unknown-field-warnings.ts'

/** `alloc check`: every problem of the inputs, on stdout; nothing is written anywhere. */
export async function checkCommand(
  paths: readonly string[],
  options: CheckArguments,
  context: Context,
): Promise<ExitCode> {
  const inputs = inputsOf(paths, options, context)
  // Without a warehouse the lines are judged alone.
  const store =
    options.db === undefined
      ? undefined
      : await copyFor(options, new LockWait(options.lockTimeout, context.interruption.abort))
  try {
    return await new CheckCommand(store, options, context).run(inputs)
  } catch (error) {
    throw store ? store.explain(error) : error
  } finally {
    store?.close()
  }
}

const formats = ['human', 'ndjson'] as const

class CheckCommand implements ReplayListener<LineProblem> {
  readonly #context: Context
  readonly #output: Output
  readonly #spool = new Spool()
  readonly #pace: Pace
  readonly #replay: Replay<LineProblem> | undefined
  readonly #write: (diagnostic: Diagnostic, line: (() => string) | undefined) => void
  readonly #warningsOfFields = new UnknownFieldWarnings((warning, line) => this.#report(warning, line))
  #input = ''
  #events = 0
  #outcomes = 0
  #errors = 0
  #warnings = 0

  constructor(store: Store | undefined, options: CheckArguments, context: Context) {
    const { stdout, env } = context.streams
    const { sink } = this.#spool
    const paint = diagnosticPaint(colours(options.color, stdout.isTTY === true, env))
    this.#context = context
    this.#pace = new Pace(store ? longSteps : shortSteps)
    this.#output = new Output(context, false)
    this.#write =
      formatAmong(formats, 'human', options.output) === 'ndjson'
        ? diagnostic => sink.text(`${diagnosticRecord(diagnostic)}\n`)
        : (diagnostic, line) => sink.text(`${diagnosticText(diagnostic, line?.(), paint)}\n`)
    this.#replay =
      store &&
      new Replay(
        store,
        new MessageBus(),
        {
          retryBackorders: options.retryBackorders === true,
          refusalsAllowed: Number.POSITIVE_INFINITY,
          factOf: journaledEvent,
        },
        this,
      )
  }

  async run(inputs: readonly LogSource[]): Promise<ExitCode> {
    const { diagnostics, interruption } = this.#context
    try {
      for (const input of inputs) {
        await this.#checkInput(input)
        if (interruption.signal) {
          diagnostics.verdict(`ended by ${interruption.signal}; not everything was checked`)
          return exitCodes.done
        }
      }
      if (this.#outcomes > 0) this.#report(outcomesWarning(this.#outcomes))
      await this.#spool.moveTo(this.#output)
    } finally {
      this.#replay?.rollback()
      this.#spool.discard()
    }
    diagnostics.notice(
      `${counted(this.#events, 'event')} checked: ${counted(this.#errors, 'error')}, ${counted(this.#warnings, 'warning')}.`,
    )
    return this.#errors > 0 ? exitCodes.refused : exitCodes.done
  }

  applied(): void {}

  refused(refused: Refused<LineProblem>): void {
    this.#report(refusalDiagnostic(this.#input, refused), () => lineText(refused.line))
  }

  unknownFields(names: readonly string[], line: LogLine<LineProblem>): void {
    this.#warningsOfFields.warn(this.#input, names, line)
  }

  async #checkInput(input: LogSource): Promise<void> {
    const { progress, interruption } = this.#context
    this.#input = input.path
    this.#replay?.beginInput(input.name)
    progress.beginInput()
    try {
      for await (const lines of input.lines()) {
        for (const line of lines) {
          this.#take(line)
          if (this.#pace.isDue()) {
            const [events, rejected] = [this.#events, this.#errors]
            await rest({ verb: 'checking', input, events, rejected }, this.#pace, this.#context)
          }
          if (interruption.signal) return
        }
        await this.#spool.moveTo(this.#output)
      }
      this.#replay?.endInput(input.wholeProgress)
      this.#context.diagnostics.detail(input.whatWasRead)
    } catch (error) {
      if (interruption.signal) return
      const problem = wholeInputProblem(input, 'check', error)
      if (!problem) throw error
      this.#report(problem.diagnostic, problem.text)
    }
  }

  #take(line: LogLine<LineProblem>): void {
    const { entry } = line
    if (!isEvent(entry)) return
    this.#events++
    if (entry.kind === 'outcome') this.#outcomes++
    if (this.#replay) this.#replay.take(line)
    else if (entry.kind === 'problem') {
      const { code, message, hint } = entry.problem
      this.refused({ line, at: '', code, message, hint, field: undefined })
    } else this.unknownFields(entry.unknownFields, line)
  }

  #report(diagnostic: Diagnostic, line?: () => string): void {
    if (diagnostic.level === 'error') this.#errors++
    else this.#warnings++
    this.#write(diagnostic, line)
  }
}
