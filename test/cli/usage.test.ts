import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const example = 'fixtures/example.ndjson'

test.concurrent.each(['-V', '--version'])('%s prints the version', async option => {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))

  expect(await runAlloc([option])).toEqual({ stdout: `${version}\n`, stderr: '', code: 0 })
})

test.concurrent('no command prints the help on stderr', async () => {
  const { stdout, stderr, code } = await runAlloc([])

  expect(stderr).toContain('Usage: alloc <command>')
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
})

test.concurrent.each([
  ['an unknown command', ['replya'], `unknown command 'replya'`],
  ['an unknown option', ['replay', '--al-batches', example], `unknown option '--al-batches'`],
  ['an unknown way to treat errors', ['replay', '--on-error', 'ignore', example], `'ignore' is invalid`],
  ['an unknown format', ['replay', '-o', 'xml', example], 'human, ndjson, cloudevents, json here, not "xml"'],
  ['an unknown thing to show', ['replay', '--show', 'events,orders', example], 'not "orders"'],
  ['a number of errors that is none', ['replay', '--max-errors', 'few', example], 'not "few"'],
  ['a negative number of errors', ['replay', '--max-errors=-1', example], 'not "-1"'],
  ['a number of errors where none is allowed', ['replay', '--max-errors', '5', example], '--on-error skip'],
  ['a tree of records', ['replay', '--trace', '-o', 'ndjson', example], '--trace needs human output'],
  [
    'to fail on subscribers that are not there',
    ['replay', '--fail-on', 'subscriber', example],
    '--subscribers',
  ],
  ['a time with its unit', ['replay', '--lock-timeout', '5s', example], 'not "5s"'],
  ['an unknown colouring', ['replay', '--color', 'sometimes', example], `'sometimes' is invalid`],
  ['an unknown form of errors', ['replay', '--errors', 'xml', example], `'xml' is invalid`],
  ['an option without its value', ['replay', example, '--db'], 'argument missing'],
  ['a database without a name', ['replay', example, '--db', ''], '--db'],
])('%s is wrong use', async (_what, args, complaint) => {
  const { stdout, stderr, code } = await runAlloc(args)

  expect(stderr).toMatch(/^alloc: error: /)
  expect(stderr).toContain(complaint)
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
})

test.concurrent('a format that the environment asks for is judged, too', async () => {
  const { stderr, code } = await runAlloc(['replay', example], { env: { ALLOC_OUTPUT: 'xml' } })

  expect(stderr).toContain('ALLOC_OUTPUT')
  expect(code).toBe(2)
})

test.concurrent('-- ends the options', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, '-q'), '')
  writeFileSync(join(cwd, '--trace'), readFileSync(`${root}/${example}`))

  const { stdout, code } = await runAlloc(['replay', '--show', 'events', '--', '-q', '--trace'], { cwd })

  expect(stdout).toMatch(/^--trace:3 {2}Allocated/)
  expect(code).toBe(0)
})

test.concurrent('a file that is not there is named before anything is read', async () => {
  const outcome = await runAlloc(['replay', example, 'nowhere.ndjson'])

  expect(outcome).toEqual({ stdout: '', stderr: 'alloc: error: there is no file nowhere.ndjson\n', code: 4 })
})

test.concurrent('a directory is no log, but what is in it may be', async () => {
  const outcome = await runAlloc(['replay', 'fixtures'])

  expect(outcome).toEqual({
    stdout: '',
    stderr: 'alloc: error: fixtures is a directory\n    hint: name the files in it: fixtures/*.ndjson\n',
    code: 4,
  })
})

test.concurrent('a log under a file is one sentence', async () => {
  const { stderr, code } = await runAlloc(['replay', `${example}/monday.ndjson`])

  expect(stderr).toMatch(/^alloc: error: [^\n]+\n( {4}hint: [^\n]+\n)?$/)
  expect(code).toBe(4)
})
