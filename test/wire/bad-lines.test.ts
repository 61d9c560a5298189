import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeLine } from '../../src/wire/decode.ts'
import { tooLong } from '../../src/wire/line-problem.ts'
import { LineSplitter } from '../../src/wire/lines.ts'

type Example = {
  readonly id: string
  readonly code: string
  readonly note: string
  readonly base64?: string
  readonly repeat?: readonly [string, string, number, string]
}

const examples: readonly Example[] = JSON.parse(
  readFileSync(new URL('../conformance/bad-lines.json', import.meta.url), 'utf8'),
)

test.each(examples)('$id is $code, with and without a newline: $note', ({ code, base64, repeat }) => {
  const [head, text, times, tail] = repeat ?? ['', '', 0, '']
  const line =
    base64 === undefined ? Buffer.from(head + text.repeat(times) + tail) : Buffer.from(base64, 'base64')
  const after = Buffer.from('\n{"type":"BatchArrived","ref":"b1"}\n')

  expect(codes(Buffer.concat([Buffer.from('\n'), line, after]))[1]).toBe(code)
  if (line.length > 0) expect(codes(Buffer.concat([Buffer.from('\n'), line]))[1]).toBe(code)
})

function codes(file: Buffer): string[] {
  const found: string[] = []
  const splitter = new LineSplitter()
  const visit =
    (whole: boolean) => (bytes: Buffer, start: number, end: number, _: number, length: number) => {
      const line = decodeLine(bytes, start, end, { strict: false, whole })
      if (length > end - start) found.push(tooLong(length).code)
      else
        found.push(line.kind === 'problem' ? line.problem.code : line.kind === 'blank' ? 'blank' : 'accept')
    }
  splitter.push(file, visit(true))
  splitter.finish(visit(false))
  return found
}
