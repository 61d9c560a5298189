import { isUtf8 } from 'node:buffer'
import { expect } from 'vitest'
import { visibleText } from '../../src/domain/visible-text.ts'
import { decodeLine } from '../../src/wire/decode.ts'
import type { Decoded } from '../../src/wire/decoded.ts'
import type { LineProblem } from '../../src/wire/line-problem.ts'
import { jsonTree, spelled } from '../reference/json-tree.ts'
import { readLine } from '../reference/line-reading.ts'

/** Decodes a line, which must give what the manual says of it, or a fault that it has, and where. */
export function decodeBesideManual(line: Buffer, how: { strict: boolean; whole: boolean }): void {
  const decoded = decodeLine(line, 0, line.length, how)
  const reading = readLine(line, { ...how, shown: visibleText })
  if (decoded.kind !== 'problem') {
    expect(inOrder(told(decoded))).toEqual(inOrder(reading))
    return
  }
  expect(reading.kind).toBe('refused')
  expect('faults' in reading && reading.faults).toContain(faultOf(decoded.problem))
  expectWords(decoded.problem)
  expectPlace(line, decoded.problem)
}

function told(decoded: Exclude<Decoded, { kind: 'problem' }>): object {
  if (decoded.kind !== 'input') return decoded
  const { event, text, ...metadata } = decoded.input
  const { at, unknownFields } = decoded
  const tree = jsonTree(text)?.tree ?? 'no JSON'
  return { kind: 'input', event, metadata, text: spelled(tree), at, unknownFields }
}

/** The order of unknown fields is left to the decoder. */
function inOrder(said: object): object {
  return 'unknownFields' in said && Array.isArray(said.unknownFields)
    ? { ...said, unknownFields: said.unknownFields.toSorted() }
    : said
}

/** What the manual's reading calls the problem. */
function faultOf({ code, field }: LineProblem): string {
  return field === undefined || code === 'duplicate-key' || code === 'reserved-key'
    ? code
    : `${code} ${field}`
}

function expectWords({ message, hint }: LineProblem): void {
  expect(message).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{5,400}$/u)
  if (hint !== undefined) expect(hint).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{5,400}$/u)
}

/** What is marked is the value at fault, the name, the brace behind which a field is missing, or the line's end. */
function expectPlace(line: Buffer, { code, field = '', start, end }: LineProblem): void {
  expect(0 <= start && start <= end && end <= line.length).toBe(true)
  if (start === end) expect(end).toBe(line.length)
  const [before, marked] = [line.subarray(0, start), line.subarray(start, end)]
  if (!isUtf8(line)) {
    expect([isUtf8(before), isUtf8(marked)]).toEqual([true, false])
    return
  }
  expect([isUtf8(before), isUtf8(marked)]).toEqual([true, true])
  if (!/key|field|type/.test(code)) return
  const mark = marked.toString()
  if (code === 'missing-field' && mark === '}') return
  const value: unknown = JSON.parse(mark)
  const levels = levelsOf(line)
  if (levels.flatMap(textsIn).some(text => text === value)) return
  if (code === 'missing-field') expect(value).toBeTypeOf('string')
  else if (/key|unknown-field/.test(code)) expect(field.endsWith(visibleText(String(value)))).toBe(true)
  else expect(levels.map(level => valueAt(level, field))).toContainEqual(value)
}

/** The object of a line, and those in the records of which it is one. */
function levelsOf(line: Buffer): object[] {
  const levels: object[] = []
  let level: unknown = JSON.parse(line.toString())
  while (typeof level === 'object' && level !== null) {
    levels.push(level)
    level = Reflect.get(level, 'event')
  }
  return levels
}

/** The lines that a record holds as texts. */
function textsIn(level: object): string[] {
  const texts: unknown[] = [Reflect.get(level, 'raw'), Reflect.get(level, 'rawbase64')]
  return texts.filter(text => typeof text === 'string')
}

/** The value of a field named `counts[2].ref` or `data.sku`. */
function valueAt(level: object, field: string): unknown {
  const steps = field.split(/[.[\]]+/).filter(step => step !== '')
  return steps.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    level,
  )
}
