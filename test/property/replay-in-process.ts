import { Readable } from 'node:stream'
import { main } from '../../src/cli/main.ts'
import { Collected } from '../cli/collected.ts'

/** What a run of the command line left behind. */
export type Run = { readonly stdout: string; readonly stderr: string; readonly code: number }

/** Runs the command line with these chunks on stdin. */
export async function allocInProcess(args: readonly string[], chunks: readonly Buffer[] = []): Promise<Run> {
  const [stdout, stderr] = [new Collected(), new Collected()]
  const code = await main(args, { stdin: Readable.from(chunks), stdout, stderr, env: {} })
  return { stdout: stdout.text, stderr: stderr.text, code }
}

/** Replays a log that comes on stdin in these chunks, and leaves out what is refused; every diagnostic is a record. */
export function replayInProcess(chunks: readonly Buffer[]): Promise<Run> {
  const skip = ['--on-error', 'skip', '--max-errors', 'none', '--errors', 'ndjson']
  const show = ['-o', 'ndjson', '--show', 'events,batches,backorders']
  return allocInProcess(['replay', ...skip, ...show, '-'], chunks)
}
