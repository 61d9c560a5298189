import { exitCodes, Failure } from './failure.ts'
import { type Shown, showable } from './printer.ts'

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
}

/** What `replay` was asked for. */
export type ReplayArguments = CommonOptions & {
  readonly dryRun?: boolean
  /** How many events a group has; infinite when the run is one. */
  readonly commit: number
  readonly onError: string
  readonly maxErrors: number
  readonly show: Shown
  readonly allBatches?: boolean
  readonly trace?: boolean
  readonly retryBackorders?: boolean
  readonly strict?: boolean
}

/** The output format that was asked for, if the command has it. */
export function formatAmong<F extends string>(
  formats: readonly F[],
  standard: F,
  asked: string | undefined,
): F {
  const found = formats.find(format => format === (asked ?? standard))
  if (found) return found
  const message = `--output or ALLOC_OUTPUT is ${formats.join(', ')} here, not ${JSON.stringify(asked)}`
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

/** Reads the value of `--show`: a list of what to show, or `none`. */
export function shown(text: string): Shown {
  const known: ReadonlyMap<string, (typeof showable)[number]> = new Map(showable.map(name => [name, name]))
  const names = text.split(',').filter(name => name !== 'none')
  return new Set(
    names.map(name => {
      const found = known.get(name)
      if (found) return found
      const choice = `${showable.join(', ')} and none`
      throw new Failure(exitCodes.wrongUse, `--show knows ${choice}, not ${JSON.stringify(name)}`)
    }),
  )
}

function wholeNumber(option: string, text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new Failure(exitCodes.wrongUse, `${option} takes a whole number, not ${JSON.stringify(text)}`)
}
