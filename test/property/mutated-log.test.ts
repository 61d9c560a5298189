import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomLog } from '../reference/random-log.ts'
import { type Change, changes } from './mutated-line.ts'
import { type Run, replayInProcess } from './replay-in-process.ts'

/** A mutated line takes the place of the line at `at`, or stands before it. */
type Accident = { readonly at: number; readonly change: Change; readonly instead: boolean }

const accident = fc.record({ at: fc.nat(), change: changes, instead: fc.boolean() })
const mutatedLog = fc
  .tuple(
    randomLog({ malformedIds: true }),
    fc.array(accident, { minLength: 1, maxLength: 25, size: 'max' }),
    fc.boolean(),
  )
  .map(([events, accidents, ended]) => {
    const lines = accidents.reduce(
      withAccident,
      events.map(event => Buffer.from(JSON.stringify(event)).toString('latin1')),
    )
    return Buffer.from(lines.join('\n') + (ended ? '\n' : ''), 'latin1')
  })

test('an event that is refused is named, and nothing else of the log comes out otherwise than without it', {
  timeout: 120_000,
}, async () => {
  const check = fc.asyncProperty(mutatedLog, async log => {
    const lines = linesOf(log)

    const whole = await replayInProcess([log])
    fc.pre(!isNoLog(whole))
    const refused = refusedIn(whole)
    const without = lines.map((line, index) => (refused.has(index + 1) ? '' : asParsed(line, index)))
    const good = await replayInProcess([Buffer.from(without.join('\n'))])

    expect(whole.code).toBe(refused.size > 0 ? 1 : 0)
    expect(good.code).toBe(0)
    expect(refusedIn(good).size).toBe(0)
    const [told, expected] = [recordsOf(whole), recordsOf(good)]
    expect(told.slice(0, -1)).toEqual(expected.slice(0, -1))
    const { read } = JSON.parse(expected.at(-1) ?? '')
    expect(JSON.parse(told.at(-1) ?? '')).toEqual({
      ...JSON.parse(expected.at(-1) ?? ''),
      read: read + refused.size,
      rejected: refused.size,
    })
  })

  await fc.assert(check, { numRuns: 400 })
})

test('a log gives the same in chunks of any size, plain or compressed', { timeout: 120_000 }, async () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 900 }))
  const sizes = fc.array(size, { minLength: 1 })
  const check = fc.asyncProperty(mutatedLog, sizes, fc.nat(), async (log, sizes, cut) => {
    const whole = await replayInProcess([log])
    const at = cut % (log.length + 1)
    const members = Buffer.concat([gzipSync(log.subarray(0, at)), gzipSync(log.subarray(at))])

    expect(await replayInProcess(chunksOf(log, sizes))).toEqual(whole)
    expect(withoutGzip(await replayInProcess(chunksOf(members, sizes)))).toEqual(whole)
  })

  await fc.assert(check, { numRuns: 120 })
})

function withAccident(lines: readonly string[], { at, change, instead }: Accident): readonly string[] {
  const place = at % lines.length
  return lines.toSpliced(place, instead ? 1 : 0, change(lines[place] ?? ''))
}

function linesOf(log: Buffer): readonly string[] {
  return log.toString('latin1').split('\n')
}

/** The numbers of the lines that stderr names as refused. */
function refusedIn({ stderr }: Run): ReadonlySet<number> {
  const diagnostics: { level: string; line: number }[] = stderr
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
  return new Set(diagnostics.filter(({ level }) => level === 'error').map(({ line }) => line))
}

/** A line as JSON.parse reads it; one that is blank as nothing. */
function asParsed(line: string, index: number): string {
  const text = Buffer.from(line, 'latin1').toString()
  const unmarked = index === 0 ? text.replace(/^\ufeff/, '') : text
  return /^[ \t\r]*$/.test(unmarked) ? '' : JSON.stringify(JSON.parse(unmarked))
}

/** A first line that lost all but its brace may make the input look like JSON of another form, which ends the run. */
function isNoLog({ stderr }: Run): boolean {
  return stderr.includes('"message":"the input is ')
}

/** The one hint that tells of it shows how to mend a log: a compressed one is first unpacked. */
function withoutGzip(run: Run): Run {
  return { ...run, stderr: run.stderr.replace('... | gzip -dc | jq', '... | jq') }
}

function recordsOf({ stdout }: Run): readonly string[] {
  return stdout.trimEnd().split('\n')
}

function chunksOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1
    chunks.push(Buffer.from(bytes.subarray(at, at + size)))
    at += size
  }
  return chunks
}
