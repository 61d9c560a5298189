import { visibleText } from '../domain/visible-text.ts'
import type { Difference, ExpectedLine, FieldValue } from '../service/expectation.ts'
import { counted, countText } from './count-text.ts'

/** The differences for people, a line each, and the rests between them; those behind the first `limit` are counted in one more line. */
export function* differenceLines(
  differences: Iterable<Difference | undefined>,
  limit = 20,
): Generator<string | undefined> {
  let found = 0
  for (const difference of differences) {
    if (difference === undefined) yield undefined
    else if (++found <= limit) yield differenceText(difference)
  }
  if (found > limit) yield `and ${counted(found - limit, 'more difference')}`
}

function differenceText(difference: Difference): string {
  const ref = visibleText(difference.ref)
  if (difference.kind === 'missing') return `${ref}: expected, not there`
  if (difference.kind === 'unexpected') return `${ref}: not expected`
  const { field, actual, expected } = difference
  if (!isLines(actual) || !isLines(expected)) {
    return `${ref}: ${field} is ${valueText(actual)}, expected ${valueText(expected)}`
  }
  return `${ref}: ${linesText(actual, expected)}`
}

/** Only an eta is ever null. */
function valueText(value: FieldValue): string {
  return value === null ? 'in stock' : visibleText(String(value))
}

function isLines(value: FieldValue): value is Lines {
  return typeof value === 'object' && value !== null
}

/** A few lines are all told; of many, the first that is another. */
function linesText(actual: Lines, expected: Lines): string {
  if (actual.length <= fewLines && expected.length <= fewLines) {
    return `lines are ${allText(actual)}, expected ${allText(expected)}`
  }
  const at = firstOther(actual, expected)
  return `open line ${countText(at + 1)} is ${lineText(actual[at])}, expected ${lineText(expected[at])}`
}

type Lines = readonly ExpectedLine[]

const fewLines = 3

function allText(lines: Lines): string {
  return lines.length === 0 ? 'none' : lines.map(lineText).join(' + ')
}

function lineText(line: ExpectedLine | undefined): string {
  return line ? `${visibleText(line.orderid)} x ${line.qty}` : 'none'
}

function firstOther(some: Lines, others: Lines): number {
  let at = 0
  while (at < some.length && some[at]?.orderid === others[at]?.orderid && some[at]?.qty === others[at]?.qty)
    at++
  return at
}
