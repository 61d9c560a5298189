import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { program } from '../../src/cli/program.ts'
import { root } from '../cli/run-alloc.ts'
import { withoutActions } from '../cli/without-actions.ts'

const page = readFileSync(`${root}/docs/cli.md`, 'utf8')
const alloc = program('0.0.0', withoutActions)

test('the page tells the options of every command, and no others', () => {
  const longs = alloc.options.map(({ long }) => long)

  expect(optionsIn(section('Options of every command'))).toEqual([...longs, '--help'].sort())
})

test.each(alloc.commands.map(command => [command.name(), command] as const))(
  'the page tells every option of %s, and no others',
  (name, { options }) => {
    expect(optionsIn(section(`alloc ${name}`))).toEqual(options.map(({ long }) => long).sort())
  },
)

test('the page and README name every command', () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')

  for (const { name } of alloc.commands.map(command => ({ name: command.name() }))) {
    expect(section(`alloc ${name}`)).toContain(`alloc ${name}`)
    expect(readme).toContain(`| \`alloc ${name}`)
  }
})

function section(title: string): string {
  const from = page.indexOf(`\n## ${title}\n`)
  if (from === -1) throw new Error(`docs/cli.md has no section ${title}`)
  const end = page.indexOf('\n## ', from + 1)
  return page.slice(from, end === -1 ? undefined : end)
}

/** Those that have rows of a table. */
function optionsIn(text: string): string[] {
  return [...text.matchAll(/^\| `(?:-\w, )?(--[a-z-]+)/gm)].map(([, long = '']) => long).sort()
}
