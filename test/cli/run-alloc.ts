import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

// A test may run several processes, on a machine that is busy with others.
vi.setConfig({ testTimeout: 30_000 })

/** The project's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a process left behind. */
export type Outcome = { readonly stdout: string; readonly stderr: string; readonly code: number | null }

export type Surroundings = {
  /** What stdin gives before it ends. */
  readonly input?: string | Uint8Array
  readonly cwd?: string
  /** Beside `PATH`; nothing else of this process's environment reaches alloc. */
  readonly env?: Readonly<Record<string, string>>
  /** A command that runs the command behind it. */
  readonly through?: readonly string[]
}

/** Runs the real command line, as built, in a process of its own; the project's root is where it stands. */
export function runAlloc(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  if (!existsSync(`${root}/dist/cli/main.js`)) throw new Error('alloc is not built: npm run build')
  const { through = [] } = surroundings
  return run([...through, process.execPath, `${root}/bin/alloc.js`, ...args], surroundings)
}

function run(
  command: readonly string[],
  { input = '', cwd = root, env = {} }: Surroundings,
): Promise<Outcome> {
  const [file = '', ...args] = command
  const child = spawn(file, args, { cwd, env: { PATH: process.env.PATH, ...env } })
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)]
  // A command that does not read its input closes the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ stdout: text(stdout), stderr: text(stderr), code }))
  })
}

function collected(stream: NodeJS.ReadableStream): Uint8Array[] {
  const chunks: Uint8Array[] = []
  stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  return chunks
}

function text(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
