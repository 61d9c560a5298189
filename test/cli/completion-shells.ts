import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A shell that completes lines with the script that alloc printed for it. */
export type Shell = {
  readonly name: string
  /** What it offers for the last word of a line. */
  readonly complete: (line: string) => readonly string[]
}

/** The shells that this machine has; bash always. */
export function shellsHere(scriptOf: (shell: string) => string): readonly Shell[] {
  const all: readonly Shell[] = [
    { name: 'bash', complete: line => inBash(line, scriptOf('bash')) },
    { name: 'zsh', complete: line => inZsh(line, scriptOf('zsh')) },
    { name: 'fish', complete: line => inFish(line, scriptOf('fish')) },
  ]
  return all.filter(({ name }) => name === 'bash' || spawnSync(name, ['--version']).status === 0)
}

/** As readline parts a line: at spaces, and at each `=`. */
function inBash(line: string, script: string): string[] {
  const words = line.split(/ | ?(?==)|(?<==)/)
  const call = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _alloc; printf '%s\\n' "\${COMPREPLY[@]}"`
  return linesOf(run('bash', ['--norc', '-c', call, 'bash', ...words]))
}

function inFish(line: string, script: string): string[] {
  const call = `${script}\ncomplete -C ${JSON.stringify(line)}`
  return linesOf(run('fish', ['--no-config', '-c', call])).map(offer => offer.split('\t')[0] ?? '')
}

/** Types the line into an interactive zsh on a terminal of its own, where what is offered is written down. */
function inZsh(line: string, script: string): string[] {
  const home = temporaryDirectory()
  const [loaded, offered] = [join(home, 'alloc.zsh'), join(home, 'offered')]
  writeFileSync(loaded, script)
  writeFileSync(offered, '')
  writeFileSync(
    join(home, '.zshrc'),
    `autoload -Uz compinit; compinit -D -u; source ${loaded}
bindkey '^I' complete-word
compadd() {
  if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\\ * ]]; then
    local -a hits
    builtin compadd -O hits "$@"
    print -rl -- $hits >> ${offered}
  fi
  builtin compadd "$@"
}
written() { print END >> ${offered} }
comppostfuncs=(written)
print READY >> ${offered}
`,
  )
  const typist = `zmodload zsh/zpty; zpty typed zsh -i
until_written() {
  repeat 400; do grep -q $1 ${offered} && return; sleep 0.05; zpty -r -t typed; done
  exit 1
}
until_written READY; zpty -w -n typed "$1"$'\\t'; until_written END; zpty -d typed`
  run('zsh', ['-f', '-c', typist, 'zsh', line], { ZDOTDIR: home })
  return linesOf(readFileSync(offered, 'utf8')).filter(word => word !== 'READY' && word !== 'END')
}

function run(shell: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr, status } = spawnSync(shell, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env.PATH, HOME: temporaryDirectory(), TERM: 'dumb', ...env },
  })
  if (status !== 0) throw new Error(`${shell} ended with ${status}: ${stderr}`)
  return stdout
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(line => line !== '')
}
