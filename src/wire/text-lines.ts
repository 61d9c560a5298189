import { isUtf8 } from 'node:buffer'
import { firstBadByte } from './utf8.ts'

/** A line without its end and without a BOM. */
export type TextLine =
  | { readonly number: number; readonly text: string }
  /** It is not UTF-8: what of it can be shown, and how many UTF-16 units of that come before the first wrong byte. */
  | { readonly number: number; readonly text: undefined; readonly shown: string; readonly sound: number }

/** The lines of a file that alloc itself may have written, so that they may be of any length, unlike those of a log. */
export async function* textLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  let number = 0
  let begun: Buffer[] = []
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield textLine([...begun, chunk.subarray(start, end)], ++number)
      begun = []
      start = end + 1
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
  }
  if (begun.length > 0) yield textLine(begun, ++number)
}

const newline = 0x0a

function textLine(parts: readonly Buffer[], number: number): TextLine {
  const bytes = Buffer.concat(parts)
  const text = withoutMark(bytes.toString(), number).replace(/\r$/, '')
  if (isUtf8(bytes)) return { number, text }
  const sound = withoutMark(bytes.toString('utf8', 0, firstBadByte(bytes, 0, bytes.length)), number)
  return { number, text: undefined, shown: text, sound: sound.length }
}

function withoutMark(text: string, number: number): string {
  return number === 1 ? text.replace(/^\uFEFF/, '') : text
}
