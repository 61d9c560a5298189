import { constants, crc32 as crc32OfNode, deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32 } from '../../src/wire/crc32.ts'
import { decompressed } from '../../src/wire/gunzip.ts'
import {
  chunksOf,
  contentOf,
  log,
  longLog,
  longMember,
  member,
  memberWith,
  sizes,
  textOf,
} from './gzip-files.ts'

describe('an input that is not gzip', () => {
  test.each(['', '\x1f', '\x1f\x1f', '{', '\x8b\x1f', 'x'.repeat(100)])('is passed on: %j', async text => {
    const file = Buffer.from(text, 'latin1')

    expect(await contentOf(file)).toEqual({ text: textOf(file) })
    expect(await contentOf(file, 1)).toEqual({ text: textOf(file) })
  })

  test('is not copied', async () => {
    const chunks = [Buffer.from('{'), Buffer.from('"a":1'), Buffer.from('}\n')]
    const outputs: Buffer[] = []

    for await (const output of decompressed(chunksFrom(chunks))) outputs.push(output)

    expect(outputs.every((output, index) => output === chunks[index])).toBe(true)
    expect(outputs).toHaveLength(3)
  })
})

describe('a gzip input', () => {
  test('gives what was compressed, a member at a time', async () => {
    const two = Buffer.concat([member, gzipSync('and more\n')])

    expect(await contentOf(two)).toEqual({ text: textOf(log, Buffer.from('and more\n')) })
  })

  test('may have members that hold nothing', async () => {
    const empty = gzipSync('')

    expect(await contentOf(empty)).toEqual({ text: '' })
    expect(await contentOf(Buffer.concat([empty, member, empty, empty, member]))).toEqual({
      text: textOf(log, log),
    })
  })

  test('may have any optional field in its header', async () => {
    for (let flags = 0; flags < 32; flags++) {
      const file = Buffer.concat([memberWith(flags, log), memberWith(flags, log)])

      expect(await contentOf(file, 1)).toEqual({ text: textOf(log, log) })
    }
  })

  test('may be compressed in any way', async () => {
    const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = constants
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE]) {
        expect(await contentOf(gzipSync(longLog, { level, strategy }), 10_000)).toEqual({
          text: textOf(longLog),
        })
      }
    }
  })

  test('may be padded with zero bytes at its end', async () => {
    const padded = Buffer.concat([member, Buffer.alloc(30_000)])

    expect(await contentOf(padded)).toEqual({ text: textOf(log) })
    expect(await contentOf(padded, 7)).toEqual({ text: textOf(log) })
  })

  test('gives the same however it is cut into chunks', async () => {
    const file = Buffer.concat([longMember, member, gzipSync(''), longMember, Buffer.alloc(3)])
    const whole = await contentOf(file)

    expect(whole).toEqual({ text: textOf(longLog, log, longLog) })
    await fc.assert(
      fc.asyncProperty(sizes, async sizes => {
        expect(await contentOf(file, ...sizes)).toEqual(whole)
      }),
      { numRuns: 30 },
    )
    expect(await contentOf(file, 1)).toEqual(whole)
  })

  test('tells how far it was read, in compressed bytes', async () => {
    const told: number[] = []
    for await (const _ of decompressed(chunksOf(member, [100]), bytes => told.push(bytes)));

    expect(told.slice(0, 2)).toEqual([100, 200])
    expect(told.at(-1)).toBe(member.length)
  })

  test('is read no further than its reader asks, and let go of when its reader leaves', async () => {
    let given = 0
    let closed = false
    async function* endless() {
      try {
        for (;;) {
          given++
          yield longMember
        }
      } finally {
        closed = true
      }
    }

    for await (const _ of decompressed(endless())) break

    expect(given).toBe(1)
    expect(closed).toBe(true)
  })

  test('gives what was flushed before more has come', async () => {
    const flushed = deflateRawSync(Buffer.from('{"a":1}\n'), { finishFlush: constants.Z_SYNC_FLUSH })
    const live = Buffer.concat([member.subarray(0, 10), flushed])
    const cut = live.length - 2
    async function* thenSilence() {
      yield live.subarray(0, cut)
      yield live.subarray(cut)
      throw new Error('asked for more before it gave what it had')
    }

    const first = await decompressed(thenSilence()).next()

    expect(String(first.value)).toBe('{"a":1}\n')
  })
})

test('trouble of the source is handed on as it is', async () => {
  const trouble = new Error('EIO')
  async function* failing() {
    yield member.subarray(0, 40)
    throw trouble
  }

  await expect(decompressed(failing()).next()).rejects.toBe(trouble)
})

test('the checksum is that of zlib, and may be taken in parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(70), (bytes, at) => {
      expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(crc32OfNode(bytes))
    }),
  )
})

async function* chunksFrom(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks
}
