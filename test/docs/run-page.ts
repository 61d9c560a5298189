import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { type ShownCommand, stepsOf } from './page-blocks.ts'

/** A command with what a page shows after it, or what really came. */
export type Shell = { readonly line: number; readonly command: string; readonly output: string }

/**
 * Does what a page tells its reader to do, in a directory of its own with a copy of `fixtures/`, in which `alloc`
 * and `npx alloc` are this project's and scripts may import `alloc-replay`.
 */
export function runPage(page: string): { readonly shown: readonly Shell[]; readonly came: readonly Shell[] } {
  const home = readersHome()
  const shown: Shell[] = []
  const came: Shell[] = []
  let status = 0
  for (const step of stepsOf(page)) {
    if (step.kind === 'file') {
      writeFileSync(join(home, 'page', step.name), step.text)
      continue
    }
    const ran = runCommand(step, home, status)
    status = ran.status
    shown.push({ line: step.line, command: step.command, output: withoutLastLineEnds(step.shown) })
    came.push({ line: step.line, command: step.command, output: withoutLastLineEnds(ran.output) })
  }
  return { shown, came }
}

/** Both streams go where a terminal would show them; `$?` is the status of the command before. */
function runCommand({ command }: ShownCommand, home: string, statusBefore: number) {
  const script = `exec 2>&1\n(exit ${statusBefore})\n${command}\n`
  const { status, stdout } = spawnSync('sh', ['-c', script], {
    cwd: join(home, 'page'),
    env: { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { output: stdout, status: status ?? 1 }
}

function readersHome(): string {
  const home = temporaryDirectory()
  for (const name of ['page', 'bin', 'node_modules']) mkdirSync(join(home, name))
  cpSync(join(root, 'fixtures'), join(home, 'page', 'fixtures'), { recursive: true })
  symlinkSync(root, join(home, 'node_modules', 'alloc-replay'))
  symlinkSync(join(root, 'node_modules/better-sqlite3'), join(home, 'node_modules/better-sqlite3'))
  const alloc = `exec '${process.execPath}' '${join(root, 'bin', 'alloc.js')}' "$@"\n`
  writeFileSync(join(home, 'bin', 'alloc'), `#!/bin/sh\n${alloc}`, { mode: 0o755 })
  writeFileSync(join(home, 'bin', 'npx'), `#!/bin/sh\n[ "$1" = alloc ] || exit 127\nshift\n${alloc}`, {
    mode: 0o755,
  })
  return home
}

function withoutLastLineEnds(text: string): string {
  return text.replace(/\n+$/, '')
}
