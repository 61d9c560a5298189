import { decodeLine } from '../../src/wire/decode.ts'
import type { Decoded } from '../../src/wire/decoded.ts'
import type { LineProblem } from '../../src/wire/line-problem.ts'
import { column } from '../../src/wire/locate.ts'

const asUsual = { strict: false, whole: true }

/** Decodes a line that stands between others, so that an offset from the wrong beginning shows. */
export function decoded(
  line: string | Buffer,
  options: Partial<Parameters<typeof decodeLine>[3]> = {},
): Decoded {
  const before = Buffer.from('{"é":1}\n')
  const bytes = Buffer.concat([before, Buffer.from(line), Buffer.from('"}\n')])
  return decodeLine(bytes, before.length, bytes.length - 3, { ...asUsual, ...options })
}

export function problemOf(line: string | Buffer, options?: Parameters<typeof decoded>[1]): LineProblem {
  const result = decoded(line, options)
  if (result.kind !== 'problem') throw new Error(`no problem, but ${JSON.stringify(result)}`)
  return result.problem
}

export function inputOf(line: string | Buffer, options?: Parameters<typeof decoded>[1]) {
  const result = decoded(line, options)
  if (result.kind !== 'input') throw new Error(`no input, but ${JSON.stringify(result)}`)
  return result
}

/** A problem as diagnostics tell it: columns are characters from 1, up to but not with the last one. */
export type Told = {
  readonly code: string
  readonly message: string
  readonly column: number
  readonly endcolumn: number
  readonly field?: string
  readonly hint?: string
}

/** A line with its problem below it, as in refused-lines.txt. */
export function drawn(line: string, problem: LineProblem): string {
  const bytes = Buffer.from(line)
  const [from, to] = [problem.start, problem.end].map(offset => column(bytes, 0, offset))
  return drawnAs(line, { ...problem, column: from ?? 0, endcolumn: to ?? 0 })
}

export function drawnAs(line: string, { code, message, column, endcolumn, field, hint }: Told): string {
  const margin = ' '.repeat(column - 1)
  const mark = '^'.repeat(endcolumn - column) || '|'
  const where = field === undefined ? code : `${code} ${field}`
  return [line, `${margin}${mark} ${where}: ${message}`, ...(hint ? [`${margin}hint: ${hint}`] : [])].join(
    '\n',
  )
}

export function codeOf(line: string | Buffer, options?: Parameters<typeof decoded>[1]): string {
  return problemOf(line, options).code
}

export const json = (value: unknown) => JSON.stringify(value)

export const arrived = { type: 'BatchArrived', ref: 'b1' } as const
