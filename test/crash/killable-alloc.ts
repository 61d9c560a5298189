import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Collected } from '../cli/collected.ts'
import { root } from '../cli/run-alloc.ts'

/** When a process is killed: before one of its steps, or so many milliseconds after its start. */
export type Kill = { readonly step: number } | { readonly afterMs: number }

/** What a process left behind; the texts have a character for each byte, for it may be cut within one. */
export type End = {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly isKilled: boolean
}

/** What a process is told: its arguments, with absolute paths, and what its stdin gives. */
export type Command = { readonly args: readonly string[]; readonly stdin?: Uint8Array | undefined }

const killing = fileURLToPath(new URL('kill-at-step.js', import.meta.url))
const meeting = fileURLToPath(new URL('start-together.js', import.meta.url))

/** A build of alloc, whose processes can be killed by SIGKILL wherever they are. */
export class KillableAlloc {
  readonly #directory: string

  /** @param directory where its `bin` and `dist` are */
  constructor(directory = root) {
    this.#directory = directory
  }

  run(command: Command, kill?: Kill): Promise<End> {
    if (kill === undefined || 'afterMs' in kill) return this.#start(command, [], {}, kill?.afterMs)
    return this.#start(command, ['--import', killing], { KILL_AT_STEP: String(kill.step) })
  }

  /** Runs it within this process, which is faster, and cannot be killed. */
  async call({ args, stdin }: Command): Promise<End> {
    const { main } = await import(join(this.#directory, 'dist/cli/main.js'))
    const [stdout, stderr] = [new Collected(), new Collected()]
    const streams = { stdin: Readable.from(stdin ? [stdin] : []), stdout, stderr, env: {} }
    const code: number = await main(args, streams)
    return { stdout: stdout.latin1, stderr: stderr.latin1, code, isKilled: false }
  }

  /** @param meet so many processes begin their first transaction together, having met in a directory */
  runTogether(command: Command, meet: { readonly directory: string; readonly count: number }): Promise<End> {
    const env = { MEET_IN: meet.directory, MEET: String(meet.count) }
    return this.#start(command, ['--import', meeting], env)
  }

  /** How many steps a process has that nobody kills. */
  async steps(command: Command, countIn: string): Promise<number> {
    await this.#start(command, ['--import', killing], { COUNT_STEPS_IN: countIn })
    return Number(readFileSync(countIn, 'utf8'))
  }

  #start(
    { args, stdin }: Command,
    nodeOptions: readonly string[],
    env: Readonly<Record<string, string>>,
    killAfterMs?: number,
  ): Promise<End> {
    const bin = join(this.#directory, 'bin/alloc.js')
    const child = spawn(process.execPath, [...nodeOptions, bin, ...args], { env })
    const [stdout, stderr] = [new Collected(), new Collected()]
    child.stdout.pipe(stdout)
    child.stderr.pipe(stderr)
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        resolve({ stdout: stdout.latin1, stderr: stderr.latin1, code, isKilled: signal === 'SIGKILL' })
      })
    })
  }
}
