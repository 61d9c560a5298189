import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LineSplitter } from '../../src/wire/lines.ts'

type Line = { text: string; number: number; length: number; whole: boolean; consumed: number }

/** The lines of a file that comes in chunks of one size. */
function linesOf(file: Buffer, size = file.length): Line[] {
  const lines: Line[] = []
  const splitter = new LineSplitter()
  const visit =
    (whole: boolean) => (bytes: Buffer, start: number, end: number, number: number, length: number) => {
      lines.push({
        text: bytes.toString('latin1', start, end),
        number,
        length,
        whole,
        consumed: splitter.consumed,
      })
    }
  for (let at = 0; at < file.length; at += size) {
    const chunk = Buffer.from(file.subarray(at, at + size))
    splitter.push(chunk, visit(true))
    // Whoever reads may use the chunk again.
    chunk.fill(0x21)
  }
  splitter.finish(visit(false))
  return lines
}

const texts = (file: string, size?: number) => linesOf(Buffer.from(file), size).map(line => line.text)
const mebibyte = 1_048_576

describe('a file', () => {
  test('falls into the same lines wherever its chunks end', () => {
    const piece = fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      'a',
      'bc',
      '\xef\xbb\xbf',
      ' ',
      '{"type":"x"}',
      'x'.repeat(70),
    )
    const files = fc.array(piece, { maxLength: 40 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'))
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 80 }), (file, size) => {
        expect(linesOf(file, size)).toEqual(linesOf(file))
      }),
    )
  })

  test('gives each line without its end, however that is written, and counts blank ones', () => {
    expect(texts('a\r\n\nb\r\r\nc\n')).toEqual(['a', '', 'b\r', 'c'])
    expect(linesOf(Buffer.from('a\n\nb\n')).map(line => line.number)).toEqual([1, 2, 3])
  })

  test('breaks at no other character that people take for a line end', () => {
    expect(texts('a\rb\x0bc\x85d\n')).toHaveLength(1)
  })

  test('has no line behind its last newline, and one that is torn where the newline is missing', () => {
    expect(texts('')).toEqual([])
    expect(linesOf(Buffer.from('a\nb')).map(line => line.whole)).toEqual([true, false])
  })

  test('loses a byte order mark at its beginning only', () => {
    expect(texts('\ufeffa\n\ufeffb\n', 1)).toEqual(['a', '\xef\xbb\xbfb'])
    expect(texts('\ufeff')).toEqual([''])
  })

  test('is consumed with its line ends and its mark, line by line', () => {
    expect(linesOf(Buffer.from('\ufeffab\r\n\nc')).map(line => line.consumed)).toEqual([7, 8, 9])
  })
})

describe('a line of 1 MiB', () => {
  const fits = 'x'.repeat(mebibyte)

  test('fits, its end and the byte order mark not counted', () => {
    expect(texts(`\ufeff${fits}\r\ny\n`)).toEqual([fits, 'y'])
    expect(texts(`\ufeff${fits}\r\ny\n`, 65_536)).toEqual([fits, 'y'])
  })

  test.each([1, 1_000, 65_536, 2 * mebibyte])('is too long with one byte more, in chunks of %i', size => {
    const [long, next] = linesOf(Buffer.from(`${fits}x\ny\n`), size)

    expect(long).toMatchObject({ text: 'x'.repeat(1_024), length: mebibyte + 1, consumed: mebibyte + 2 })
    expect(next).toMatchObject({ text: 'y', number: 2 })
  })

  test('may have 8 if it is a reject or an input of alloc, whatever the chunks', () => {
    const reject = `{"record":"reject","raw":"${'\\u0000'.repeat(mebibyte)}"}`
    expect(texts(`${reject}\n`, 3 * mebibyte)).toEqual([reject])
    expect(texts(`${reject}\n`, 65_536)).toEqual([reject])

    const longer = `{"record":"reject","raw":"${'x'.repeat(8 * mebibyte)}"}`
    expect(texts(`${longer}\n`, 65_536)).toEqual([longer.slice(0, 1_024)])
  })

  test('does not hold more of an endless line than may be decoded', () => {
    const splitter = new LineSplitter()
    const chunk = Buffer.alloc(mebibyte, 'x')
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 200; i++) splitter.push(chunk, () => {})

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * mebibyte)
  })
})
