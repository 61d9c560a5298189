import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asLog } from '../../src/wire/opening.ts'
import { OtherInput } from '../../src/wire/other-input.ts'

const events = [
  { type: 'BatchCreated', ref: 'b-1', sku: 'LAMPE À PIED', qty: 5 },
  { type: 'BatchArrived', ref: 'b-1' },
]
const lines = events.map(event => JSON.stringify(event))
const log = `${lines.join('\n')}\n`
const json = (value: unknown, indent?: number) => `${JSON.stringify(value, null, indent)}\n`
const utf32Digits = (text: string) =>
  Buffer.from(text, 'utf16le').toString('hex').replaceAll(/..../g, '$&0000')

const others: readonly (readonly [string, string | Buffer, string | undefined])[] = [
  ['UTF-16 with its mark', Buffer.from(`\ufeff${log}`, 'utf16le'), 'iconv -f UTF-16 -t UTF-8'],
  ['big-endian UTF-16', Buffer.from(`\ufeff${log}`, 'utf16le').swap16(), 'iconv -f UTF-16 -t UTF-8'],
  ['UTF-16 without a mark', Buffer.from(log, 'utf16le'), 'iconv -f UTF-16LE -t UTF-8'],
  ['the other one', Buffer.from(log, 'utf16le').swap16(), 'iconv -f UTF-16BE -t UTF-8'],
  ['UTF-32', Buffer.from(`fffe0000${utf32Digits(log)}`, 'hex'), 'iconv -f UTF-32 -t UTF-8'],
  ['an array in a line', json(events), "jq -c '.[]'"],
  ['an array in a line that is longer than any', json(Array(9_000).fill(events[0])), "jq -c '.[]'"],
  ['an array with an event a line', `[\n${lines.join(',\n')}\n]\n`, "jq -c '.[]'"],
  ['an array as sqlite3 prints it', `[${lines.join(',\n')}]\n`, "jq -c '.[]'"],
  ['a pretty array behind a mark and blank lines', `\ufeff \n\n${json(events, 2)}`, "jq -c '.[]'"],
  ['arrays', json(events) + json(events), "jq -c '.[]'"],
  ['pretty-printed events', events.map(event => json(event, 2)).join(''), 'jq -c .'],
  ['events that begin on the line of their brace', log.replaceAll(',"', ',\r\n"'), 'jq -c .'],
  ['zstd', Buffer.from('28b52ffd04680000', 'hex'), 'zstd -dc'],
  ['xz', Buffer.from('fd377a585a000004', 'hex'), 'xz -dc'],
  ['bzip2', 'BZh91AY&SY', 'bzip2 -dc'],
  ['zip', 'PK\u0003\u0004\u0014', 'funzip'],
  ['what is still gzip', Buffer.from('1f8b0800', 'hex'), 'gzip -dc'],
  ['a database', 'SQLite format 3\0\u0010\0', undefined],
]

test.each(others)('%s is no log, whatever its chunks are', async (_, bytes, filter) => {
  const whole = await judged(cut(Buffer.from(bytes), [1 << 20]))

  expect(whole).toBeInstanceOf(OtherInput)
  expect(whole).toMatchObject({ filter })
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(sizes, async sizes => {
      expect(await judged(cut(Buffer.from(bytes), sizes))).toEqual(whole)
    }),
    { numRuns: 20 },
  )
})

test.each([
  ['nothing', ''],
  ['blank lines', '\n'.repeat(5_000)],
  ['a log', log],
  ['a log behind a torn line', `{"type":"Batch\n${log}`],
  ['a log behind an opening brace', `{\n${log}`],
  ['a log behind an opening bracket', `[\n${log}`],
  ['a log behind an array', `[{"type":"BatchArrived"}]\n${log}`],
  ['a log behind an array and a blank line', `[{"type":"BatchArrived"}]\n\n${log}`],
  ['a log behind a line with NULs', `{\0"\0t\0y\0p\0e\0\n${log}`],
  ['a torn line', '{"type":"BatchArrived",'],
  ['a torn array', '[{"type":"BatchArrived"},'],
  ['a long event', `{"type":"BatchArrived","ref":"${'b'.repeat(9_000)}"}`],
])('%s is handed on as it is, whatever its chunks are', async (_, text) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 6_000 }), { minLength: 1, maxLength: 5 })

  await fc.assert(
    fc.asyncProperty(sizes, async sizes => {
      expect(await judged(cut(Buffer.from(text), sizes))).toEqual(Buffer.from(text))
    }),
    { numRuns: 20 },
  )
})

test('an event of a live pipe does not wait for the next one', async () => {
  const endless = (async function* () {
    yield Buffer.from(`${lines[0]}\n`)
    await new Promise(() => {})
  })()

  expect((await asLog(endless).next()).value).toEqual(Buffer.from(`${lines[0]}\n`))
})

async function judged(chunks: Iterable<Buffer>): Promise<Buffer | OtherInput> {
  const given: Buffer[] = []
  try {
    for await (const chunk of asLog(asynchronous(chunks))) given.push(chunk)
  } catch (error) {
    if (!(error instanceof OtherInput) || given.length > 0) throw error
    return error
  }
  return Buffer.concat(given)
}

async function* asynchronous(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}
