import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandTree } from '../../src/cli/command-tree.ts'
import { program } from '../../src/cli/program.ts'
import { shellsHere } from './completion-shells.ts'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { withoutActions } from './without-actions.ts'

const { commands } = commandTree(program('0.0.0', withoutActions))
const scripts = new Map(
  await Promise.all(
    ['bash', 'zsh', 'fish'].map(async shell => {
      const { stdout } = await runAlloc(['completion', shell])
      return [shell, stdout] as const
    }),
  ),
)
const shells = shellsHere(shell => scripts.get(shell) ?? '')

test.each(shells)('$name offers every command', ({ complete }) => {
  expect(complete('alloc ').toSorted()).toEqual(commands.map(({ name }) => name).toSorted())
})

test.each(shells)('$name offers every option of each command', ({ complete }) => {
  for (const { name, options } of commands) {
    const longs = options.flatMap(({ flags }) => flags).filter(flag => flag.startsWith('--'))

    expect(offered(complete(`alloc ${name} --`))).toEqual(longs.toSorted())
  }
})

test.each(shells)('$name offers the forms of output that a command has', ({ complete }) => {
  for (const { name, options } of commands) {
    const forms = options.find(({ flags }) => flags.includes('-o'))?.values

    expect(offered(complete(`alloc ${name} -o `))).toEqual([...(forms ?? [])].sort())
  }
})

const lines: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['alloc --co', ['--color']],
  ['alloc replay --on-error ', ['skip', 'stop']],
  ['alloc replay --color=a', ['always', 'auto']],
  ['alloc -q --db trace check -o ', ['human', 'ndjson']],
  ['alloc --color always tr', ['trace']],
  ['alloc schema Stock', ['StockCounted']],
  ['alloc completion ', ['bash', 'fish', 'zsh']],
  ['alloc stocktake -o ', ['csv', 'human', 'json', 'ndjson']],
  ['alloc replay fixtures/book.n', ['book.ndjson']],
  ['alloc replay --expect fixtures/book.e', ['book.expected.ndjson']],
  ['alloc replay --again fixtures/example.ndjson fixtures/book.n', ['book.ndjson']],
  ['alloc trace ', []],
  ['alloc replay --commit ', []],
]

test.each(shells.flatMap(shell => lines.map(([line, words]) => [shell.name, line, words] as const)))(
  '%s completes %j',
  (name, line, words) => {
    const shell = shells.find(each => each.name === name)

    expect(offered(shell?.complete(line) ?? [])).toEqual(words)
  },
)

test('in an interactive bash, Tab completes a command, an option and its value', () => {
  const home = temporaryDirectory()
  writeFileSync(join(home, 'alloc.bash'), scripts.get('bash') ?? '')
  const typed = 'alloc repl\t--ag\t--color=alw\t--expect fixtures/book.e\t\n'
  const setUp = `source ${home}/alloc.bash\nalloc() { echo "<$*>"; }\n`

  const { stdout } = spawnSync('script', ['-qec', 'bash --norc -i', '/dev/null'], {
    ...{ cwd: root, encoding: 'utf8', timeout: 60_000, input: `${setUp}${typed}exit\n` },
    env: { PATH: process.env.PATH, HOME: home, TERM: 'dumb' },
  })

  expect(stdout).toContain('<replay --again --color=always --expect fixtures/book.expected.ndjson>')
})

test.each([
  [['completion'], "missing required argument 'SHELL'"],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.'],
  [['completion', 'bash', '-o', 'json'], '--output is script here, not "json"'],
])('alloc %j is wrong use', async (args, words) => {
  const { stdout, stderr, code } = await runAlloc(args)

  expect(stderr).toContain(words)
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
})

/** Without directories, `--color=` and the `=` behind an option that takes a value; shells differ there. */
function offered(words: readonly string[]): string[] {
  return words.map(word => word.replace(/=$/, '').replace(/^.*[/=]/, '')).sort()
}
