import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pieceLimit } from '../../src/wire/gzip-pieces.ts'
import { contentOf, log, longLog, longMember, member, memberWith, sizes, textOf } from './gzip-files.ts'

const eightThousand = Buffer.alloc(8_000, 'x')
const smallSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })

describe('a damaged gzip input', () => {
  test('is never taken for a shorter one: members with a zero byte between them', async () => {
    const half = gzipSync(eightThousand)
    const file = Buffer.concat([half, Buffer.alloc(1), half])

    expect(await contentOf(file)).toEqual({
      text: textOf(eightThousand),
      problem: {
        message: `behind the gzip data, at byte ${half.length + 1}, stands something else`,
        offset: half.length + 1,
        hint: 'gzip -t FILE tells more; gzip files may follow one another only without anything between them',
      },
    })
    expect(await contentOf(file, 1)).toEqual(await contentOf(file))
    const wholePieces = Buffer.concat([half, Buffer.alloc(pieceLimit - half.length), half])
    expect((await contentOf(wholePieces)).problem?.offset).toBe(pieceLimit)
  })

  test('is one that other bytes follow', async () => {
    const { text, problem } = await contentOf(Buffer.concat([member, Buffer.from('\n')]))

    expect(text).toBe(textOf(log))
    expect(problem?.offset).toBe(member.length)
  })

  test('is one that was cut, wherever that was', async () => {
    const file = Buffer.concat([memberWith(31, log), member])
    for (let length = 2; length < file.length; length++) {
      const content = await contentOf(file.subarray(0, length))
      if (length === file.length - member.length) expect(content).toEqual({ text: textOf(log) })
      else expect(content.problem).toMatchObject({ offset: length })
    }
    expect((await contentOf(longMember.subarray(0, 12_345))).problem).toEqual({
      message: 'the gzip data end too early, after 12,345 bytes',
      offset: 12_345,
      hint: 'the file was cut: take it anew from where it came from',
    })
  })

  test.each([
    [2, 7, 'the gzip header names the unknown method 7 at byte 2', 2],
    [3, 0x20, 'the gzip header has reserved flags at byte 3', 3],
    [longMember.length - 8, 0, `the gzip data do not match their checksum at byte ${grouped(-8)}`, -8],
    [longMember.length - 4, 0, `the gzip data do not match their length at byte ${grouped(-4)}`, -4],
  ])('says what is wrong: byte %i is %i', async (at, to, message, offset) => {
    const { problem } = await contentOf(mutated(longMember, at, to))

    expect(problem).toEqual({
      message,
      offset: offset < 0 ? longMember.length + offset : offset,
      hint: 'test it with gzip -t FILE, and take it anew from where it came from',
    })
  })

  test('with a header that does not match its checksum is refused', async () => {
    const { problem } = await contentOf(mutated(memberWith(10, log), 12, 0x41))

    expect(problem?.message).toBe('the gzip header does not match its checksum at byte 24')
  })

  test('still gives what was decompressed before the damage', async () => {
    const sound = deflateRawSync(longLog, { finishFlush: constants.Z_FULL_FLUSH })
    const noSuchBlock = Buffer.from([0x07])
    const broken = Buffer.concat([longMember.subarray(0, 10), sound, noSuchBlock, Buffer.alloc(20_000)])
    const { text, problem } = await contentOf(broken)

    expect(text).toBe(textOf(longLog))
    expect(problem?.offset).toBe(10 + sound.length)
    expect(problem?.message).toMatch(
      /^the gzip data are damaged between byte [0-9,]+ and [0-9,]+ \(invalid block type\)$/,
    )
    expect(await contentOf(broken, 1)).toEqual({ text, problem })
  })

  test('gives what it held or is refused, the same however it is cut, whichever byte is changed', async () => {
    const file = Buffer.concat([member, gzipSync(''), memberWith(31, log), Buffer.alloc(2)])
    const change = fc.record({
      at: fc.integer({ min: 2, max: file.length - 1 }),
      to: fc.nat(255),
      sizes: smallSizes,
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to, sizes }) => {
        const content = await contentOf(mutated(file, at, to))

        if (!content.problem) expect(content.text).toBe(textOf(log, log))
        expect(await contentOf(mutated(file, at, to), ...sizes)).toEqual(content)
      }),
      { numRuns: 400 },
    )
  })

  test('of many pieces gives the same bytes before its damage however it is cut', async () => {
    const change = fc.record({
      at: fc.integer({ min: 10, max: longMember.length - 1 }),
      to: fc.nat(255),
      sizes,
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to, sizes }) => {
        const content = await contentOf(mutated(longMember, at, to))

        if (!content.problem) expect(content.text).toBe(textOf(longLog))
        expect(await contentOf(mutated(longMember, at, to), ...sizes)).toEqual(content)
      }),
      { numRuns: 60 },
    )
  })
})

/** A file with one byte changed. */
function mutated(file: Buffer, at: number, to: number): Buffer {
  const copy = Buffer.from(file)
  copy[at] = to
  return copy
}

function grouped(offset: number): string {
  return (longMember.length + offset).toLocaleString('en')
}
