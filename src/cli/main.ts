import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { CommanderError } from 'commander'
import { StoreError } from '../service/store-error.ts'
import { batchesCommand } from './batches-command.ts'
import { checkCommand } from './check-command.ts'
import { colours, diagnosticPaint } from './colour.ts'
import { completionCommand } from './completion-command.ts'
import type { Context, ImportModule } from './context.ts'
import { countsheetCommand } from './countsheet-command.ts'
import { crashReport } from './crash-report.ts'
import { Diagnostics } from './diagnostics.ts'
import { exportCommand } from './export-command.ts'
import { exitCodes, Failure } from './failure.ts'
import { shortHelp } from './help-texts.ts'
import { type EndingSignal, Interruption } from './interruption.ts'
import { ordersCommand } from './orders-command.ts'
import { Output } from './output.ts'
import { program } from './program.ts'
import { Progress } from './progress.ts'
import { replayCommand } from './replay-command.ts'
import type { CommonOptions } from './replay-options.ts'
import { schemaCommand } from './schema-command.ts'
import { StatusLine } from './status-line.ts'
import { stocktakeCommand } from './stocktake-command.ts'
import type { Streams } from './streams.ts'
import { traceCommand } from './trace-command.ts'
import { isAbort } from './until-aborted.ts'

/**
 * Runs the command line.
 *
 * @returns the exit status; the caller sets it and lets the process end by itself, so that no output is cut
 */
export async function main(
  args: readonly string[],
  streams: Streams = process,
  importModule: ImportModule = url => import(url),
): Promise<number> {
  const status = streams.stderr.isTTY === true ? new StatusLine(streams.stderr) : undefined
  const interruption = new Interruption()
  const writeError = (text: string) => {
    status?.clear()
    streams.stderr.write(text)
  }
  streams.stderr.on('error', () => {})
  let exitCode: number = exitCodes.done
  /** Help, or the version. */
  const shown: string[] = []
  let diagnostics: Diagnostics | undefined
  const contextFor = (options: CommonOptions): Context => {
    diagnostics = diagnosticsFor(options, streams, writeError)
    const progress = new Progress(options.quiet ? 'never' : options.progress, status, writeError)
    return { args, streams, diagnostics, interruption, progress, status, importModule }
  }
  /** Of a command that reads inputs: a terminal is asked for none. */
  const contextOfReader = (
    command: 'replay' | 'check',
    paths: readonly string[],
    options: CommonOptions,
  ): Context => {
    const context = contextFor(options)
    if (paths.length > 0 || !streams.stdin.isTTY) return context
    if (options.errors === 'text') writeError(`${shortHelp[command]}\n`)
    throw noInput(command)
  }
  const alloc = program(packageVersion(), {
    replay: async (paths, options) => {
      exitCode = await replayCommand(paths, options, contextOfReader('replay', paths, options))
    },
    check: async (paths, options) => {
      exitCode = await checkCommand(paths, options, contextOfReader('check', paths, options))
    },
    export: async options => {
      exitCode = await exportCommand(options, contextFor(options))
    },
    completion: async (shell, program, options) => {
      exitCode = await completionCommand(shell, program, options, contextFor(options))
    },
    schema: async (name, options) => {
      exitCode = await schemaCommand(name, options, packageVersion(), contextFor(options))
    },
    trace: async (name, options) => {
      exitCode = await traceCommand(name, options, contextFor(options))
    },
    batches: async options => {
      exitCode = await batchesCommand(options, contextFor(options))
    },
    countsheet: async options => {
      exitCode = await countsheetCommand(options, contextFor(options))
    },
    stocktake: async (path, options) => {
      exitCode = await stocktakeCommand(path, options, contextFor(options))
    },
    orders: async (orderid, options) => {
      exitCode = await ordersCommand(orderid, options, contextFor(options))
    },
  })
  for (const command of [alloc, ...alloc.commands]) {
    command.exitOverride().configureOutput({
      writeOut: text => void shown.push(text),
      writeErr: writeError,
      outputError: () => {},
    })
  }
  try {
    if (args.length === 0) alloc.help({ error: true })
    await alloc.parseAsync(args, { from: 'user' }).catch(async error => {
      if (!isShown(error)) throw error
      await new Output({ streams, status, interruption }, false).write(shown.join(''))
    })
  } catch (error) {
    diagnostics ??= diagnosticsFor(alloc.opts(), streams, writeError)
    exitCode = end(error, diagnostics, interruption.signal)
  }
  status?.clear()
  if (interruption.signal) await taken(streams.stderr)
  return interruption.end(exitCode)
}

/** Commander throws at the end of a help, too. */
function isShown(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0
}

function diagnosticsFor(
  { errors, quiet, verbose, color }: Pick<CommonOptions, 'errors' | 'quiet' | 'verbose' | 'color'>,
  { stderr, env }: Streams,
  write: (text: string) => void,
): Diagnostics {
  return new Diagnostics(write, {
    format: errors === 'ndjson' ? 'ndjson' : 'text',
    quiet: quiet === true,
    verbose: verbose === true,
    paint: diagnosticPaint(colours(color, stderr.isTTY === true, env)),
  })
}

function noInput(command: string): Failure {
  const hint = `name a FILE, or pipe a log into alloc ${command}; alloc ${command} -h shows more`
  return new Failure(exitCodes.wrongUse, 'there is no FILE, and stdin is a terminal', hint)
}

/** What went wrong in a sentence, and the exit status that says so to scripts. */
function end(error: unknown, diagnostics: Diagnostics, signal: EndingSignal | undefined): number {
  if (signal && isAbort(error)) {
    diagnostics.verdict(`ended by ${signal} before anything was read`)
    return exitCodes.done
  }
  if (error instanceof CommanderError) {
    const message = plainSentence(error.message)
    if (error.code !== 'commander.help') diagnostics.failure({ level: 'error', message, hint: helpHint })
    return exitCodes.wrongUse
  }
  if (error instanceof Failure) {
    const { message, hint, exitCode } = error
    if (exitCode !== exitCodes.done) diagnostics.failure({ level: 'error', message, hint })
    return exitCode
  }
  if (error instanceof StoreError) {
    const { message, code, hint } = error
    diagnostics.failure({ level: 'error', code, message, hint })
    return exitCodes.databaseTrouble
  }
  const report = crashReport(error, packageVersion())
  const hint = report && `please report it, with ${report}`
  const message = 'this is a defect of alloc; nothing of the group under way was saved'
  diagnostics.failure({ level: 'error', message, ...(hint && { hint }) })
  return exitCodes.defect
}

/** Waits until a stream took what was written to it, but not for long. */
async function taken(stream: Writable): Promise<void> {
  const isTaken = new Promise(resolve => stream.write('', resolve))
  await Promise.race([isTaken, setTimeout(patience)])
}

/** In milliseconds. */
const patience = 150

const helpHint = 'alloc -h and alloc COMMAND -h show what there is'

/** Commander begins its sentences with `error: ` and puts suggestions on lines of their own. */
function plainSentence(message: string): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ')
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return manifest !== null && typeof manifest === 'object' && 'version' in manifest
    ? String(manifest.version)
    : ''
}
