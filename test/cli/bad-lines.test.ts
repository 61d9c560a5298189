import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'

type Example = {
  readonly id: string
  /** What the line must get: `accept`, `blank` or the code of its refusal. */
  readonly code: string
  readonly base64?: string
  readonly repeat?: readonly [string, string, number, string]
}

const examples: readonly Example[] = JSON.parse(
  readFileSync(`${root}/test/conformance/bad-lines.json`, 'utf8'),
)
const chairs = '{"type":"BatchCreated","ref":"chairs","sku":"CHAIR","qty":1000}\n'
const log = Buffer.concat([
  Buffer.from(chairs),
  ...examples.flatMap(example => [lineOf(example), Buffer.from('\n')]),
])

test.each([
  ['replay', ['--on-error', 'skip', '--max-errors', 'none', '--errors', 'ndjson', '-o', 'json']],
  ['check', ['-o', 'ndjson', '-q']],
])(
  'alloc %s refuses the bad lines of the conformance cases, each with its code',
  async (command, options) => {
    const { stdout, stderr, code } = await runAlloc([command, ...options, '-'], { input: log })

    const told = command === 'check' ? stdout : stderr
    expect(codesIn(told)).toEqual(examples.map(({ id, code }) => [id, code === 'blank' ? 'accept' : code]))
    expect(code).toBe(1)
  },
)

function lineOf({ base64, repeat }: Example): Buffer {
  const [head, text, times, tail] = repeat ?? ['', '', 0, '']
  return base64 === undefined ? Buffer.from(head + text.repeat(times) + tail) : Buffer.from(base64, 'base64')
}

/** The code with which the line of each example was refused. */
function codesIn(diagnostics: string): (readonly [string, string])[] {
  const records: { readonly level: string; readonly line: number; readonly code: string }[] = diagnostics
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
  const errors = new Map(
    records.filter(({ level }) => level === 'error').map(({ line, code }) => [line, code]),
  )
  return examples.map(({ id }, index) => [id, errors.get(index + 2) ?? 'accept'])
}
