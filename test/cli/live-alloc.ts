import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { type Outcome, root } from './run-alloc.ts'

/** A process of the command line that is talked to while it runs. */
export class LiveAlloc {
  readonly #child: ChildProcessWithoutNullStreams
  #stdout = ''
  #stderr = ''
  readonly #waiting: (() => void)[] = []
  readonly #ended: Promise<Outcome & { readonly signal: NodeJS.Signals | null }>

  constructor(args: readonly string[], cwd: string) {
    const env = { PATH: process.env.PATH }
    this.#child = spawn(process.execPath, [`${root}/bin/alloc.js`, ...args], { cwd, env })
    this.#child.stdin.on('error', () => {})
    this.#child.stdout.on('data', chunk => {
      this.#stdout += chunk
      for (const look of this.#waiting.splice(0)) look()
    })
    this.#child.stderr.on('data', chunk => {
      this.#stderr += chunk
    })
    this.#ended = new Promise(resolve =>
      this.#child.on('close', (code, signal) => {
        for (const look of this.#waiting.splice(0)) look()
        resolve({ stdout: this.#stdout, stderr: this.#stderr, code, signal })
      }),
    )
  }

  /** Gives it something to read. */
  tell(text: string): void {
    this.#child.stdin.write(text)
  }

  /** Waits until it has printed something, or has ended. */
  async says(text: string): Promise<void> {
    while (!this.#stdout.includes(text) && this.#child.exitCode === null && this.#child.signalCode === null) {
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends its input, and waits for its end. */
  end(): Promise<Outcome & { readonly signal: NodeJS.Signals | null }> {
    this.#child.stdin.end()
    return this.#ended
  }

  /** Waits for its end. */
  get ended(): Promise<Outcome & { readonly signal: NodeJS.Signals | null }> {
    return this.#ended
  }
}
