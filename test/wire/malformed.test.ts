import { describe, expect, test } from 'vitest'
import { arrived, codeOf, decoded, json, problemOf } from './decoding.ts'

describe('bytes that are no line of JSON', () => {
  test.each([
    ['overlong', [0xc0, 0x80], 2],
    ['an overlong of three bytes', [0xe0, 0x9f, 0xbf], 2],
    ['an overlong of four bytes', [0xf0, 0x8f, 0xbf, 0xbf], 2],
    ['a surrogate', [0xed, 0xa0, 0x80], 2],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 2],
    ['a lead byte that does not exist', [0xf8, 0x88, 0x80, 0x80], 2],
    ['a lone continuation', [0x80], 2],
    ['a sequence that is cut', [0xe2, 0x82, 0x22], 2],
    ['Latin-1 after an é', [0xc3, 0xa9, 0xe9, 0x21], 4],
  ])('are refused as not UTF-8 where they begin: %s', (_, bytes, start) => {
    const line = Buffer.concat([Buffer.from('{"'), Buffer.from(bytes), Buffer.from('":1}')])

    expect(problemOf(line)).toMatchObject({ code: 'not-utf8', start, end: start + 1 })
  })

  test('betray what the file is, and how to make NDJSON of it', () => {
    const utf16 = Buffer.from('\ufeff{"type":"x"}', 'utf16le')
    const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x00])
    expect(problemOf(utf16)).toMatchObject({
      code: 'not-utf8',
      hint: expect.stringContaining('iconv -f UTF-16 -t UTF-8'),
    })
    expect(problemOf(utf16.subarray(2))).toMatchObject({
      code: 'json-syntax',
      hint: expect.stringContaining('iconv'),
    })
    expect(problemOf(Buffer.from(utf16).swap16()).hint).toContain('iconv')
    expect(problemOf(zstd)).toMatchObject({ code: 'compressed', hint: expect.stringContaining('zstd -dc') })
  })

  test('are torn where the last line of a file ends too early', () => {
    const torn = { whole: false }
    for (let length = 1; length < json(arrived).length; length++) {
      expect(codeOf(json(arrived).slice(0, length), torn)).toBe('truncated')
    }
    expect(decoded(json(arrived), torn).kind).toBe('input')
    expect(codeOf('{"type":x', torn)).toBe('json-syntax')
    expect(problemOf(Buffer.from('{"ref":"é').subarray(0, 9), torn)).toMatchObject({
      code: 'not-utf8',
      hint: expect.stringContaining('cut'),
    })
  })

  test('are blank where there is only white space', () => {
    for (const blank of ['', ' ', '\t \r']) expect(decoded(blank)).toEqual({ kind: 'blank' })
    expect(codeOf('\u00a0')).toBe('json-syntax')
  })
})
