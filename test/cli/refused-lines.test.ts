import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawnAs, type Told } from '../wire/decoding.ts'
import { linesIn, refusedLines } from '../wire/transcript.ts'
import { runAlloc } from './run-alloc.ts'

/** A log of which some events are refused, and what is said of them below them. */
const events = readFileSync(new URL('refused-events.txt', import.meta.url), 'utf8')

const whole = refusedLines().filter(section => section.whole)
const asUsual = whole.filter(section => !section.strict).map(({ text }) => text)
const strict = whole.filter(section => section.strict).map(({ text }) => text)

test.each([
  ['each line', asUsual.join('\n'), []],
  ['each unknown field', strict.join('\n'), ['--strict']],
  ['each event', events.trimEnd(), ['--db', ':memory:']],
])('alloc check tells of %s what the transcript says, and where', async (_what, transcript, options) => {
  const log = linesIn(transcript)
  const input = log.map(line => `${line}\n`).join('')

  const { stdout, code } = await runAlloc(['check', '-o', 'ndjson', ...options, '-'], { input })

  const told: (Told & { readonly level: string; readonly line: number })[] = stdout
    .trimEnd()
    .split('\n')
    .map(record => JSON.parse(record))
  const errors = new Map(told.filter(({ level }) => level === 'error').map(error => [error.line, error]))
  const drawn = log.map((line, index) => {
    const error = errors.get(index + 1)
    return error ? drawnAs(line, error) : line
  })
  expect(drawn.join('\n')).toBe(transcript)
  expect(code).toBe(1)
})
