import { type Complaint, withoutQuotes, wrong } from './complaint.ts'
import type { FieldKind } from './event-fields.ts'
import { aboutNumber } from './number-rule.ts'
import { aboutText } from './text-rule.ts'
import { aboutDate, aboutTime } from './time-rules.ts'

/**
 * Judges a value by its field's kind; undefined says that it is right. `plain` tells that a text is known
 * to be printable ASCII without `~`, `odd` how the line spells a number that is not a plain integer. What stands inside `counts`
 * is judged as fields of their own.
 */
export function complaintAbout(
  name: string,
  kind: FieldKind,
  value: unknown,
  plain: boolean,
  odd: string | undefined,
): Complaint | undefined {
  switch (kind.is) {
    case 'text':
      return aboutText(kind, name, value, plain, odd)
    case 'number':
      return aboutNumber(kind, name, value, odd)
    case 'date or null':
      return aboutDate(value, odd)
    case 'time':
      return aboutTime(value, odd)
    case 'boolean':
      return aboutBoolean(name, value, odd)
    case 'counts':
      return aboutCounts(value, odd)
    case 'anything':
      return undefined
  }
}

function aboutBoolean(name: string, value: unknown, odd?: string): Complaint | undefined {
  if (typeof value === 'boolean') return undefined
  return wrong('must be true or false', value, odd, withoutQuotes(name, value, /^(?:true|false)$/))
}

function aboutCounts(value: unknown, odd?: string): Complaint | undefined {
  if (!Array.isArray(value)) return wrong('must be an array of counts', value, odd)
  return value.length > 0 ? undefined : { says: 'is empty', hint: 'a stock-take counts at least one batch' }
}
