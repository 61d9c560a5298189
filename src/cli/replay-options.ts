import { nearMiss } from '../service/near-miss.ts'
import type { CloudEventArguments } from './cloudevent-options.ts'
import { type Failable, failable } from './conditions.ts'
import { exitCodes, Failure } from './failure.ts'
import { type Shown, showable } from './printer.ts'
import type { ProgressMode } from './progress.ts'

/** The options that every command takes. */
export type CommonOptions = {
  readonly db?: string
  /** Whether the environment named the database, and not the command line. */
  readonly dbFromEnvironment?: boolean
  readonly output?: string
  readonly color: string
  readonly errors: string
  readonly lockTimeout: number
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly progress: ProgressMode
}

/** What `replay` was asked for. */
export type ReplayArguments = CommonOptions &
  CloudEventArguments & {
    readonly dryRun?: boolean
    /** How many events a group has; infinite when the run is one. */
    readonly commit: number
    readonly onError: string
    readonly maxErrors: number
    readonly resume?: boolean
    readonly again?: boolean
    readonly show: Shown
    readonly allBatches?: boolean
    readonly trace?: boolean
    readonly retryBackorders?: boolean
    readonly strict?: boolean
    readonly rejects?: string
    readonly subscribers?: string
    readonly expect?: string
    readonly failOn: ReadonlySet<Failable>
    readonly verify?: boolean
  }

/** What `check` was asked for. */
export type CheckArguments = CommonOptions &
  CloudEventArguments & {
    readonly strict?: boolean
    readonly retryBackorders?: boolean
  }

/** What `export` was asked for. */
export type ExportArguments = CommonOptions &
  CloudEventArguments & {
    /** What the inputs emitted, and not the inputs. */
    readonly emitted?: boolean
    /** What it is to be about. */
    readonly sku?: string
    /** Positions, or numbers of emitted events: above the first, up to and including the second. */
    readonly since: number
    readonly until: number
  }

/** The output format that was asked for, if the command has it; `source` says where it can be asked for. */
export function formatAmong<F extends string>(
  formats: readonly F[],
  standard: F,
  asked: string | undefined,
  source = '--output',
): F {
  const found = formats.find(format => format === (asked ?? standard))
  if (found) return found
  const message = `${source} is ${formats.join(', ')} here, not ${JSON.stringify(asked)}`
  throw new Failure(exitCodes.wrongUse, message)
}

/** Reads the value of `--max-errors`. */
export function errorLimit(text: string): number {
  return text === 'none' ? Number.POSITIVE_INFINITY : wholeNumber('--max-errors', text)
}

/** Reads the value of `--commit`: the number of events in a group. */
export function groupSize(text: string): number {
  if (text === 'run') return Number.POSITIVE_INFINITY
  if (text === 'event') return 1
  const size = /^[1-9][0-9]{0,6}$/.test(text) ? Number(text) : 0
  if (size >= 1 && size <= 1_000_000) return size
  const message = `--commit takes run, event, or a number of events from 1 to 1000000, not ${JSON.stringify(text)}`
  throw new Failure(exitCodes.wrongUse, message)
}

/** Reads the value of `--lock-timeout`. */
export function milliseconds(text: string): number {
  return wholeNumber('--lock-timeout', text)
}

/** Reads the number of an event. */
export function eventNumber(option: string): (text: string) => number {
  return text => wholeNumber(option, text, 15)
}

/** Reads the value of `--show`: a list of what to show, or `none`. */
export function shown(text: string): Shown {
  const names = text.split(',').filter(name => name !== 'none')
  return listed('--show', names, showable, ' and none')
}

/** Reads the value of `--fail-on`. */
export function failures(text: string): ReadonlySet<Failable> {
  return listed('--fail-on', text.split(','), failable)
}

function listed<N extends string>(
  option: string,
  given: readonly string[],
  known: readonly N[],
  more = '',
): ReadonlySet<N> {
  return new Set(
    given.map(name => {
      const found = known.find(one => one === name)
      if (found !== undefined) return found
      const message = `${option} knows ${known.join(', ')}${more}, not ${JSON.stringify(name)}`
      throw new Failure(exitCodes.wrongUse, message, didYouMean(nearMiss(name, known)))
    }),
  )
}

function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean ${name}?`
}

function wholeNumber(option: string, text: string, digits = 9): number {
  if (/^[0-9]+$/.test(text) && text.length <= digits) return Number(text)
  throw new Failure(exitCodes.wrongUse, `${option} takes a whole number, not ${JSON.stringify(text)}`)
}
