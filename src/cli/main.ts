import { readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { StoreError } from '../service/store-error.ts'
import { colours, diagnosticPaint } from './colour.ts'
import { Diagnostics } from './diagnostics.ts'
import { exitCodes, Failure } from './failure.ts'
import { program } from './program.ts'
import { replayCommand } from './replay-command.ts'
import type { CommonOptions } from './replay-options.ts'
import type { Streams } from './streams.ts'

/**
 * Runs the command line.
 *
 * @returns the exit status; the caller sets it and lets the process end by itself, so that no output is cut
 */
export async function main(args: readonly string[], streams: Streams = processStreams()): Promise<number> {
  const writeError = (text: string) => void streams.stderr.write(text)
  streams.stderr.on('error', () => {})
  let exitCode: number = exitCodes.done
  const alloc = program(packageVersion(), {
    replay: async (paths, options) => {
      if (paths.length === 0 && streams.stdin.isTTY)
        throw new Failure(
          exitCodes.wrongUse,
          'no FILE, and nothing is piped in',
          'alloc replay -h shows how to name one',
        )
      exitCode = await replayCommand(paths, options, streams, diagnosticsFor(options, streams, writeError))
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
    return exitCode
  } catch (error) {
    return end(error, writeError)
  }
}

function diagnosticsFor(
  { errors, quiet, color }: CommonOptions,
  { stderr, env }: Streams,
  write: (text: string) => void,
): Diagnostics {
  return new Diagnostics(write, {
    format: errors === 'ndjson' ? 'ndjson' : 'text',
    quiet: quiet === true,
    paint: diagnosticPaint(colours(color, stderr.isTTY === true, env)),
  })
}

/** What went wrong in a sentence, and the exit status that says so to scripts. */
function end(error: unknown, write: (text: string) => void): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done
    if (error.code !== 'commander.help') write(`alloc: ${error.message}\n`)
    return exitCodes.wrongUse
  }
  if (error instanceof Failure) return told(write, error.message, error.hint, error.exitCode)
  if (error instanceof StoreError) {
    const code = error.code === undefined ? '' : ` [${error.code}]`
    return told(write, error.message + code, error.hint, exitCodes.databaseTrouble)
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  write(`alloc: a defect of alloc; nothing of the group under way was saved. Please report this:\n${what}\n`)
  return exitCodes.defect
}

function told(
  write: (text: string) => void,
  message: string,
  hint: string | undefined,
  exitCode: number,
): number {
  write(`alloc: error: ${message}\n${hint === undefined ? '' : `    hint: ${hint}\n`}`)
  return exitCode
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return manifest !== null && typeof manifest === 'object' && 'version' in manifest
    ? String(manifest.version)
    : ''
}

function processStreams(): Streams {
  const { stdin, stdout, stderr, env } = process
  return { stdin, stdout, stderr, env }
}
