import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { CommanderError } from 'commander'
import { StoreError } from '../service/store-error.ts'
import { checkCommand } from './check-command.ts'
import { colours, diagnosticPaint } from './colour.ts'
import type { Context } from './context.ts'
import { crashReport } from './crash-report.ts'
import { Diagnostics } from './diagnostics.ts'
import { exportCommand } from './export-command.ts'
import { exitCodes, Failure } from './failure.ts'
import { FileOutput } from './file-output.ts'
import { Interruption, isAbort } from './interruption.ts'
import { program } from './program.ts'
import { Progress } from './progress.ts'
import { replayCommand } from './replay-command.ts'
import type { CommonOptions } from './replay-options.ts'
import { StatusLine } from './status-line.ts'
import type { Streams } from './streams.ts'

/**
 * Runs the command line.
 *
 * @returns the exit status; the caller sets it and lets the process end by itself, so that no output is cut
 */
export async function main(args: readonly string[], streams: Streams = processStreams()): Promise<number> {
  const status = streams.stderr.isTTY === true ? new StatusLine(streams.stderr) : undefined
  const interruption = new Interruption()
  const writeError = (text: string) => {
    status?.clear()
    streams.stderr.write(text)
  }
  streams.stderr.on('error', () => {})
  let exitCode: number = exitCodes.done
  let diagnostics = diagnosticsFor({ errors: 'text', color: 'auto' }, streams, writeError)
  /** @param paths the inputs, of a command that has some */
  const contextFor = (options: CommonOptions, paths?: readonly string[]): Context => {
    diagnostics = diagnosticsFor(options, streams, writeError)
    if (paths?.length === 0 && streams.stdin.isTTY) throw noInput()
    const progress = new Progress(options.quiet ? 'never' : options.progress, status, writeError)
    return { args, streams, diagnostics, interruption, progress, status }
  }
  const alloc = program(packageVersion(), {
    replay: async (paths, options) => {
      exitCode = await replayCommand(paths, options, contextFor(options, paths))
    },
    check: async (paths, options) => {
      exitCode = await checkCommand(paths, options, contextFor(options, paths))
    },
    export: async options => {
      exitCode = await exportCommand(options, contextFor(options))
    },
  })
  for (const command of [alloc, ...alloc.commands]) {
    command.exitOverride().configureOutput({
      writeOut: text => void streams.stdout.write(text),
      writeErr: writeError,
      outputError: () => {},
    })
  }
  try {
    if (args.length === 0) alloc.help({ error: true })
    await alloc.parseAsync(args, { from: 'user' })
    return interruption.signal ? interruption.exitCode : exitCode
  } catch (error) {
    // What waited for something was told to end.
    if (interruption.signal && isAbort(error)) return interruption.exitCode
    return end(error, diagnostics)
  } finally {
    status?.clear()
    interruption.end()
  }
}

function diagnosticsFor(
  { errors, quiet, color }: Pick<CommonOptions, 'errors' | 'quiet' | 'color'>,
  { stderr, env }: Streams,
  write: (text: string) => void,
): Diagnostics {
  return new Diagnostics(write, {
    format: errors === 'ndjson' ? 'ndjson' : 'text',
    quiet: quiet === true,
    paint: diagnosticPaint(colours(color, stderr.isTTY === true, env)),
  })
}

function noInput(): Failure {
  return new Failure(
    exitCodes.wrongUse,
    'there is no FILE, and stdin is a terminal',
    'alloc replay FILE..., or pipe a log into alloc replay -; alloc replay -h shows more',
  )
}

/** What went wrong in a sentence, and the exit status that says so to scripts. */
function end(error: unknown, diagnostics: Diagnostics): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done
    if (error.code !== 'commander.help')
      diagnostics.failure({ level: 'error', message: plainSentence(error.message) })
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

function processStreams(): Streams {
  const { stdin, stderr, env } = process
  const stdout: Streams['stdout'] = process.stdout
  // Terminals, pipes and sockets are sockets to Node.
  return { stdin, stdout: stdout instanceof Socket ? stdout : new FileOutput(1), stderr, env }
}
