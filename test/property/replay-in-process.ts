import { Readable, Writable } from 'node:stream'
import { main } from '../../src/cli/main.ts'

/** What a run of the command line left behind. */
export type Run = { readonly stdout: string; readonly stderr: string; readonly code: number }

/** Replays a log that comes on stdin in these chunks, and leaves out what is refused; every diagnostic is a record. */
export async function replayInProcess(chunks: readonly Buffer[]): Promise<Run> {
  const [stdout, stderr] = [new Kept(), new Kept()]
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

/** Keeps what is written to it, which its writer may overwrite afterwards. */
class Kept extends Writable {
  readonly #written: Buffer[] = []

  get text(): string {
    return Buffer.concat(this.#written).toString()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#written.push(Buffer.from(chunk))
    done()
  }
}
