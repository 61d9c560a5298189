import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

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
  /** Where stdout goes, as a file descriptor; the outcome then has none of it. */
  readonly stdout?: number
}

/** Runs the real command line, as built, in a process of its own; the project's root is where it stands. */
export function runAlloc(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return run([...alloc(), ...args], surroundings)
}

/** The same through a shell, in which `alloc` is the command: for redirections. */
export function runInShell(script: string, surroundings: Surroundings = {}): Promise<Outcome> {
  return run(['sh', '-c', `alloc() { ${alloc().join(' ')} "$@"; }\n${script}`], surroundings)
}

/** A process that a test talks to while it runs. */
export type Started = {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  /** What it wrote on stderr so far. */
  readonly stderr: () => string
  /** The exit status, or the signal that ended it, once it has ended and its stderr with it. */
  readonly exit: Promise<number | NodeJS.Signals | null>
}

/** Starts the real command line; what it writes to stdout waits to be read. */
export function startAlloc(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Started {
  const [file = '', ...rest] = [...alloc(), ...args]
  const child = spawn(file, rest, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const stderr = collected(child.stderr)
  child.stdin.on('error', () => {})
  const isSilent = once(child.stderr, 'end')
  const exit = once(child, 'exit').then(async ([code, signal]) => {
    await isSilent
    return signal ?? code
  })
  return { child, stderr: () => text(stderr), exit }
}

/** Waits until a process takes signals as its own, which a child that just begins does not. */
export async function untilCatching(child: ChildProcess): Promise<void> {
  for (;;) {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1]}`)
    if (caught & (1n << BigInt(constants.signals.SIGHUP - 1))) return
    await setTimeout(20)
  }
}

function alloc(): readonly string[] {
  if (!existsSync(`${root}/dist/cli/main.js`)) throw new Error('alloc is not built: npm run build')
  return [process.execPath, `${root}/bin/alloc.js`]
}

function run(
  command: readonly string[],
  { input = '', cwd = root, env = {}, stdout: to }: Surroundings,
): Promise<Outcome> {
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', to ?? 'pipe', 'pipe'],
  })
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)]
  // A command that does not read its input closes the pipe.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ stdout: text(stdout), stderr: text(stderr), code }))
  })
}

function collected(stream: NodeJS.ReadableStream | null): Uint8Array[] {
  const chunks: Uint8Array[] = []
  stream?.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  return chunks
}

function text(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
