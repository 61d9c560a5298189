import { closeSync, openSync, readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { program } from '../../src/cli/program.ts'
import { root, runAlloc } from './run-alloc.ts'
import { withoutActions } from './without-actions.ts'

const alloc = program('0.0.0', withoutActions)
const helps = [[], ...alloc.commands.map(command => [command.name()])]
const exitCodes = [...readFileSync(`${root}/src/cli/failure.ts`, 'utf8').matchAll(/^ {2}\w+: (\d+),$/gm)]

test.concurrent.each(
  helps.flatMap(command => ['-h', '--help'].map(option => [...command, option])).map(args => [args]),
)('%j shows examples first, in no more than 80 columns, and names the exit codes', async args => {
  const { stdout, stderr, code } = await runAlloc(args, { env: { COLUMNS: '200', FORCE_COLOR: '1' } })

  const paragraphs = stdout.split('\n\n')
  expect(paragraphs[0]).toMatch(/^Examples:\n {2}alloc /)
  expect(paragraphs[1]).toMatch(/^Usage: alloc /)
  expect(paragraphs.at(-1)).toMatch(/^Exit codes:\n {2}0 /)
  expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([])
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})

test('the exit codes of the help of alloc are those of the source, and those of signals', async () => {
  const { stdout } = await runAlloc(['-h'])

  const named = stdout.slice(stdout.indexOf('Exit codes:')).match(/\d+/g)

  const numbers = [...exitCodes.map(([, number]) => number), '129', '130', '143']
  expect(named?.toSorted()).toEqual(numbers.toSorted())
})

test('each option of a command stands once in its help, in a group with a name', async () => {
  for (const [name] of helps) {
    const command = alloc.commands.find(command => command.name() === name) ?? alloc
    const own = command === alloc ? [] : command.options
    const longs = [...own, ...alloc.options].map(option => option.long ?? '')

    const { stdout } = await runAlloc([...(name ? [name] : []), '-h'])

    const options = stdout.slice(stdout.indexOf('Usage:')).match(/(?<=^ {2}(?:-\w, )?)--[a-z-]+/gm)
    expect(options?.toSorted()).toEqual([...longs, '--help'].toSorted())
    expect(stdout).toContain('\nOptions of every command:\n')
    expect(stdout).not.toMatch(/^(?:Global )?Options:$/m)
  }
})

test.each(['replay', 'check'])(
  '%s at a terminal without a FILE shows its examples and exits with 2',
  async name => {
    const { said, code } = await mainAtTerminal([name])

    expect(said).toMatch(new RegExp(`^Examples:\\n  alloc ${name} `))
    expect(said).toContain('there is no FILE, and stdin is a terminal')
    expect(said).toContain(`alloc ${name} -h`)
    expect(code).toBe(2)
  },
)

test('at a terminal, too, problems that a program reads are records alone', async () => {
  const { said } = await mainAtTerminal(['replay', '--errors', 'ndjson'])

  expect(JSON.parse(said)).toMatchObject({ level: 'error' })
})

test('help that cannot be written is not lost in silence', async () => {
  const full = openSync('/dev/full', 'w')

  const { stderr, code } = await runAlloc(['-h'], { stdout: full })

  closeSync(full)
  expect(stderr).toMatch(/^alloc: error: the output cannot be written /)
  expect(code).toBe(4)
})

test.concurrent('-v prints every problem, and names inputs and commits', async () => {
  const input = '{}\n'.repeat(25)
  const options = ['replay', '--on-error', 'skip', '--commit', '20', '-']

  const usual = await runAlloc(options, { input })
  const verbose = await runAlloc([options[0] ?? '', '-v', ...options.slice(1)], { input })

  expect(usual.stderr.match(/\[missing-field\]/g)).toHaveLength(20)
  expect(verbose.stderr.match(/\[missing-field\]/g)).toHaveLength(25)
  expect(verbose.stderr.match(/^alloc: .*$/gm)).toEqual([
    'alloc: 20 events committed to a temporary database',
    'alloc: - was read: 25 lines, 75 bytes',
    'alloc: 25 events committed to a temporary database',
  ])
  expect(verbose.stdout).toBe(usual.stdout)
})

const always = ['--color', 'always']
const never = ['--color', 'never']
const terminals = { stdout: true, stderr: true }
const pipes = { stdout: false, stderr: false }

test.each([
  [
    'by default what is a terminal is',
    [],
    {},
    { stdout: true, stderr: false },
    { stdout: true, stderr: false },
  ],
  ['each stream for itself', [], {}, { stdout: false, stderr: true }, { stdout: false, stderr: true }],
  ['NO_COLOR goes before FORCE_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '1' }, terminals, pipes],
  ['an empty NO_COLOR is none', [], { NO_COLOR: '' }, terminals, terminals],
  ['FORCE_COLOR goes before what the stream is', [], { FORCE_COLOR: '1' }, pipes, terminals],
  ['FORCE_COLOR may forbid it', [], { FORCE_COLOR: '0' }, terminals, pipes],
  ['the option goes before NO_COLOR', always, { NO_COLOR: '1' }, pipes, terminals],
  ['the option goes before FORCE_COLOR', never, { FORCE_COLOR: '1' }, terminals, pipes],
])('colour: %s', async (_, options, env, isTerminal, isColoured) => {
  const onStdout = await coloured(
    ['check', ...options, 'fixtures/errors/unknown-type.ndjson'],
    env,
    isTerminal,
  )
  const onStderr = await coloured(['check', ...options, 'nowhere.ndjson'], env, isTerminal)
  const wrongUse = await coloured(['check', ...options, '--nonsense'], env, isTerminal)

  expect([onStdout.stdout, onStderr.stderr]).toEqual([isColoured.stdout, isColoured.stderr])
  expect(wrongUse).toEqual({ stdout: false, stderr: isColoured.stderr })
})

/** Which streams got an escape sequence, of streams that are terminals or are not. */
async function coloured(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  isTerminal: { readonly stdout: boolean; readonly stderr: boolean },
) {
  const streams = {
    stdin: new PassThrough(),
    stdout: Object.assign(new PassThrough(), { isTTY: isTerminal.stdout }),
    stderr: Object.assign(new PassThrough(), { isTTY: isTerminal.stderr }),
  }
  await main(args, { ...streams, env })
  const isColoured = (stream: PassThrough) => String(stream.read()).includes('\u001b[')
  return { stdout: isColoured(streams.stdout), stderr: isColoured(streams.stderr) }
}

async function mainAtTerminal(args: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const stderr = new PassThrough()
  const code = await main(args, { stdin, stdout: new PassThrough(), stderr, env: {} })
  return { said: String(stderr.read()), code }
}
