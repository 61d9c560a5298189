import { Chalk, type ChalkInstance } from 'chalk'
import type { Paint } from '../report/diagnostic.ts'
import { exitCodes, Failure } from './failure.ts'

/**
 * Colours for one stream. The flag decides, then a non-empty NO_COLOR, then FORCE_COLOR, then whether that
 * stream is a terminal; chalk's own instance would ignore NO_COLOR and read the command line by itself.
 */
export function colours(when: string, isTerminal: boolean, env: NodeJS.ProcessEnv): ChalkInstance {
  return new Chalk({ level: isColoured(when, isTerminal, env) ? 1 : 0 })
}

export function diagnosticPaint(chalk: ChalkInstance): Paint {
  return {
    error: chalk.red.bold,
    warning: chalk.yellow.bold,
    hint: chalk.cyan,
    place: chalk.bold,
    caret: chalk.red.bold,
    dim: chalk.dim,
  }
}

function isColoured(when: string, isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (when === 'always') return true
  if (when === 'never') return false
  if (when !== 'auto')
    throw new Failure(exitCodes.wrongUse, `--color is auto, always or never, not ${JSON.stringify(when)}`)
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal
}
