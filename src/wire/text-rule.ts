import { nameProblem, withoutInvisible } from '../domain/identifiers.ts'
import { visibleText } from '../domain/visible-text.ts'
import { type Complaint, wrong } from './complaint.ts'
import type { FieldKind } from './event-fields.ts'

type TextKind = Extract<FieldKind, { readonly is: 'text' }>

/** What keeps a value from being a text as its field demands it. */
export function aboutText(
  kind: TextKind,
  name: string,
  value: unknown,
  plain: boolean,
  odd?: string,
): Complaint | undefined {
  if (typeof value !== 'string') {
    const quoted = `put it in quotes: "${name}":"${visibleText(odd ?? String(value))}"`
    return wrong('must be a text', value, odd, typeof value === 'number' ? quoted : undefined)
  }
  if (plain && isTrimmed(value, kind.limit)) return undefined
  const problem = nameProblem(value, kind.limit)
  if (problem !== undefined) return { says: problem + example(value), hint: cure(value) }
  if (kind.without === undefined || !value.includes(kind.without)) return undefined
  return {
    says: `must not hold "${kind.without}", got "${visibleText(value)}"`,
    hint: `"${kind.without}" marks the ids of events that alloc emits: use another character`,
  }
}

/** All that `nameProblem` still asks of printable ASCII. */
function isTrimmed(text: string, limit: number): boolean {
  const { length } = text
  return (
    length > 0 && length <= limit && text.charCodeAt(0) !== space && text.charCodeAt(length - 1) !== space
  )
}

const space = 0x20

function example(text: string): string {
  return text === '' || text.length > 40 ? '' : `: "${visibleText(text)}"`
}

/** The text that would have been right, where no more than white space, what is invisible or the normal form is in the way. */
function cure(text: string): string | undefined {
  const right = withoutInvisible(text).trim().normalize('NFC')
  if (nameProblem(right, Number.POSITIVE_INFINITY) !== undefined || right === text) return undefined
  if (right === text.trim()) return `write "${visibleText(right)}"`
  return `write "${visibleText(asEscapes(right))}", not "${visibleText(asEscapes(text))}"`
}

/** A text with all but ASCII as JSON escapes, so that two ways to write é can be told apart. */
function asEscapes(text: string): string {
  return text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
