import { isUtf8 } from 'node:buffer'

/** A line without its end and without a BOM, or undefined where it is not UTF-8. */
export type TextLine = { readonly number: number; readonly text: string | undefined }

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
  if (!isUtf8(bytes)) return { number, text: undefined }
  const text = bytes.toString().replace(/\r$/, '')
  return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text }
}
