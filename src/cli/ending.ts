import { StoreError } from '../service/store-error.ts'
import type { Context } from './context.ts'
import type { Way } from './diagnostics.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import type { EndingSignal } from './interruption.ts'
import type { ReplayArguments } from './replay-options.ts'
import { resumeCommand } from './resume-command.ts'
import { commandText } from './shell-words.ts'

/** Why a replay ended before its inputs did. */
export type Ending = {
  /** Where it was: `at day.ndjson:5`. */
  readonly where: string
  readonly signal?: EndingSignal | undefined
  readonly error?: Failure | StoreError | undefined
  /** What a script asked for and did not get; it has been said. */
  readonly isUnmet?: boolean
  /** Whether it was an input that is not the one to go on with; what was said of it says what to do. */
  readonly isOtherInput?: boolean
}

/** What ended it, if that is neither a defect nor a reader who may go early. */
export function endingError(error: unknown): Failure | StoreError | undefined {
  if (error instanceof StoreError) return error
  return error instanceof Failure && error.exitCode !== exitCodes.done ? error : undefined
}

/** How far a replay came. */
export type Reached = {
  /** The place of the last event that was committed. */
  readonly committedTo: string | undefined
  /** The number of the last event that was printed. */
  readonly printedTo: number | undefined
  /** Whether there is nothing to go on with. */
  readonly isComplete: boolean
}

/** Says what ended a replay, what of it is kept, and how to go on. */
export function tellEnding(
  ending: Ending,
  reached: Reached,
  paths: readonly string[],
  options: ReplayArguments,
  { diagnostics, args }: Context,
): ExitCode {
  const { where, signal, error } = ending
  diagnostics.end()
  if (error) {
    const { message, hint } = error
    const code = error instanceof StoreError ? error.code : undefined
    diagnostics.failure({ level: 'error', ...(code && { code }), message, hint })
  }
  // Of a run that saves nothing an error says all.
  if (isKept(options) || signal || !error) {
    const kept = whatIsKept(options, reached.committedTo, error)
    const ways = isKept(options) ? [...waysFrom(ending, reached, paths, options, args)] : []
    diagnostics.verdict(`${signal ? `ended by ${signal}` : 'stopped'} ${where}. ${kept}`, ways)
  }
  if (error instanceof StoreError) return exitCodes.databaseTrouble
  return error?.exitCode ?? (ending.isUnmet ? exitCodes.conditionNotMet : exitCodes.refused)
}

/** The commands that do what is left to do. */
function* waysFrom(
  { signal, error, isOtherInput }: Ending,
  { committedTo, printedTo, isComplete }: Reached,
  paths: readonly string[],
  options: ReplayArguments,
  args: readonly string[],
): Generator<Way> {
  if (!isComplete && !isOtherInput && (signal || error || committedTo !== undefined || options.resume)) {
    const condition = conditionOf(paths, signal === undefined && error === undefined)
    yield { what: `to go on${condition}`, command: resumeCommand(args, options) }
  }
  const missed = isUnknown(error) ? printedTo : isOutputLost(error) ? 'N' : undefined
  if (missed === undefined) return
  const which = missed === 'N' ? ', N being the seq of the last that did' : ''
  const command = commandText(['export', '--emitted', '--db', options.db ?? '', '--since', String(missed)])
  yield { what: `to print what did not arrive${which}`, command }
}

/** Whether the last group may have been stored or not. */
function isUnknown(error: Ending['error']): boolean {
  return error instanceof StoreError && error.isOutcomeUnknown
}

function whatIsKept(
  options: Pick<ReplayArguments, 'db' | 'dryRun'>,
  committedTo: string | undefined,
  error: Ending['error'],
): string {
  const { db } = options
  const isOutcomeUnknown = isUnknown(error)
  if (!isKept(options)) return 'Nothing was saved.'
  const more = isOutcomeUnknown ? ', and maybe the group behind it' : ''
  const isLost = error instanceof StoreError && (error.code === 'db-replaced' || error.code === 'db-corrupt')
  const holds = isLost ? 'held' : 'holds'
  if (committedTo !== undefined) return `${db} ${holds} everything up to ${committedTo}${more}.`
  return isOutcomeUnknown ? `Maybe the group was written to ${db}.` : `Nothing was written to ${db}.`
}

/** Whether there is a database that outlives the run. */
export function isKept({ db, dryRun }: Pick<ReplayArguments, 'db' | 'dryRun'>): boolean {
  return db !== undefined && db !== ':memory:' && !dryRun
}

/** Whether something that was committed may not have been printed. */
function isOutputLost(error: Ending['error']): boolean {
  if (!(error instanceof Failure)) return false
  return error.exitCode === exitCodes.outputClosed || error.exitCode === exitCodes.fileTrouble
}

function conditionOf(paths: readonly string[], isRefused: boolean): string {
  const readsStdin = paths.length === 0 || paths.includes('-')
  return `${isRefused ? ' when it is mended' : ''}${readsStdin ? ', with the same stdin from its beginning' : ''}`
}
