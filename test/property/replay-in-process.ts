import { Readable } from 'node:stream'
import { main } from '../../src/cli/main.ts'
import { Collected } from '../cli/collected.ts'

/** What a run of the command line left behind. */
export type Run = { readonly stdout: string; readonly stderr: string; readonly code: number }

/** Replays a log that comes on stdin in these chunks, and leaves out what is refused; every diagnostic is a record. */
export async function replayInProcess(chunks: readonly Buffer[]): Promise<Run> {
  const [stdout, stderr] = [new Collected(), new Collected()]
  const skip = ['--on-error', 'skip', '--max-errors', 'none', '--errors', 'ndjson']
  const show = ['-o', 'ndjson', '--show', 'events,batches,backorders']
  const code = await main(['replay', ...skip, ...show, '-'], {
    stdin: Readable.from(chunks),
    stdout,
    stderr,
    env: {},
  })
  return { stdout: stdout.text, stderr: stderr.text, code }
}
