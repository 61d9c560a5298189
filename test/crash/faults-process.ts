import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

/** A directory with all that a replay reads and writes, but for the log; temporary files lie in it, too. */
export class Workplace {
  readonly path: string
  readonly #log: string
  #outputs = 0

  /** @param log the content of the input, which bears the name `log.ndjson` */
  constructor(log: string) {
    this.path = join(temporaryDirectory(), 'disk')
    mkdirSync(this.path)
    this.#log = this.outside('log.ndjson')
    this.giveLog(log)
  }

  giveLog(log: string): void {
    writeFileSync(this.#log, log)
  }

  get database(): string {
    return join(this.path, 'w.db')
  }

  remove(): void {
    rmSync(join(this.path, '..'), { recursive: true })
  }

  /** Where something can be kept that a process does not write by itself. */
  outside(name: string): string {
    return join(this.path, '..', name)
  }

  /** Runs alloc on the database; where the arguments have `log.ndjson`, the log is meant. */
  async run(args: readonly string[], how: Running = {}): Promise<Ended> {
    const output = join(this.path, `output-${++this.#outputs}`)
    const descriptor = openSync(output, 'w')
    const [shell, ...before] = how.through ?? [process.execPath]
    const given = args.map(arg => (arg === 'log.ndjson' ? '../log.ndjson' : arg))
    const script = how.script ?? `${root}/bin/alloc.js`
    const child = spawn(shell ?? '', [...before, script, ...given, '--db', 'w.db'], {
      cwd: this.path,
      env: { PATH: process.env.PATH, TMPDIR: this.path, SQLITE_TMPDIR: this.path, ...how.env },
      stdio: ['pipe', descriptor, 'pipe'],
    })
    closeSync(descriptor)
    child.stdin?.on('error', () => {}).end(given.includes('-') ? readFileSync(this.#log) : '')
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    return { code, stderr, stdout: readFileSync(output, 'utf8') }
  }
}

export type Running = {
  readonly env?: Readonly<Record<string, string>>
  /** A program that runs another, with its own arguments. */
  readonly through?: readonly string[]
  /** What runs in place of `bin/alloc.js`. */
  readonly script?: string
}

export type Ended = { readonly code: number | null; readonly stderr: string; readonly stdout: string }
