import { decodeLine } from '../../src/wire/decode.ts'
import type { LineProblem } from '../../src/wire/line-problem.ts'
import { unsaid } from '../../src/wire/line-schemas.ts'
import { validatorOf } from './schema-validators.ts'

const isLogLine = validatorOf()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Has a line judged by alloc and by an independent validator with alloc's schema.
 *
 * @returns the rule that no schema can say, if only alloc refuses the line; undefined if both say the same
 * @throws when they differ without such a rule
 */
export function ruleBeyondSchema(line: Buffer): string | undefined {
  const decoded = decodeLine(line, 0, line.length, { strict: false, whole: true })
  const valid = isValid(line)
  if (decoded.kind === 'problem') return valid ? ruleOf(decoded.problem, line) : undefined
  if (valid || decoded.kind === 'blank') return undefined
  throw new Error(`the schema refuses ${line}: ${JSON.stringify(isLogLine.errors)}`)
}

/** What is no JSON is never asked about. */
function isValid(line: Buffer): boolean {
  try {
    return isLogLine(parsed(line))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false
    throw error
  }
}

/** Of two values under the same key only the last is left. */
function parsed(line: Buffer): unknown {
  return JSON.parse(decoder.decode(line))
}

function hasReservedKey(value: unknown): boolean {
  return /"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value))
}

/** Which rule forbids what a message tells of. */
const signs: readonly (readonly [part: string, sign: (problem: LineProblem, line: Buffer) => boolean])[] = [
  ['nested at most 8', ({ code }) => /^(?:json-too-deep|duplicate-key|line-too-long)$/.test(code)],
  ['nested at most 8', ({ code }, line) => code === 'reserved-key' && !hasReservedKey(parsed(line))],
  ['raw or rawbase64', (_, line) => /"(?:raw|rawbase64)"\s*:/.test(line.toString('latin1'))],
  ['plain form', ({ message }) => /must be a whole number/.test(message)],
  [
    'as it is read',
    ({ message }, line) => /^source has \d+ bytes/.test(message) && line.includes('"specversion"'),
  ],
  [
    'normal form C',
    ({ message }) => /is not in Unicode normal form C|has \d+ bytes; the limit/.test(message),
  ],
  ['leap second', ({ message }) => /must be a time such as .*:60/.test(message)],
  ['counts each batch once', ({ message }) => /a second time$/.test(message)],
]

function ruleOf(problem: LineProblem, line: Buffer): string {
  const part = signs.find(([, sign]) => sign(problem, line))?.[0]
  const rule = unsaid.find(each => part !== undefined && each.includes(part))
  if (rule === undefined) throw new Error(`the schema takes ${line}: ${problem.message} [${problem.code}]`)
  return rule
}
