import { type Complaint, withoutQuotes, wrong } from './complaint.ts'
import type { FieldKind } from './event-fields.ts'

type NumberKind = Extract<FieldKind, { readonly is: 'number' }>

/**
 * What keeps a value from being a whole number as its field demands it; `odd` is how the line spells a number
 * where that is not in plain form, for after JSON.parse `1.0` and 1 are the same.
 */
export function aboutNumber(
  kind: NumberKind,
  name: string,
  value: unknown,
  odd?: string,
): Complaint | undefined {
  if (typeof value !== 'number') {
    return wrong('must be a whole number', value, odd, withoutQuotes(name, value, plainInteger))
  }
  if (odd !== undefined && !plainInteger.test(odd)) {
    if (!Number.isSafeInteger(value) || !exact.test(odd)) return wrong('must be a whole number', value, odd)
    return wrong('must be a whole number in plain form', value, odd, `write "${name}":${value + 0}`)
  }
  if (value < kind.least) return wrong(`must be at least ${kind.least}`, value, odd)
  return value > kind.most ? wrong(`must be at most ${kind.most}`, value, odd) : undefined
}

const plainInteger = /^(?:0|-?[1-9][0-9]*)$/

/** Forms whose value a double holds exactly, if it is a safe integer: `1.0`, `1e2`, `-0`. */
const exact = /^-?[0-9]+(?:\.0+)?(?:[eE]\+?[0-9]+)?$/
