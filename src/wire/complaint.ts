import { visibleText } from '../domain/visible-text.ts'

/** What is wrong with a field's value, in words that follow the field's name, and what to do about it. */
export type Complaint = { readonly says: string; readonly hint?: string | undefined }

/** A value of which something else was demanded; `odd` is how the line spells a number, where that matters. */
export function wrong(demand: string, value: unknown, odd?: string, hint?: string): Complaint {
  return { says: `${demand}, got ${shown(value, odd)}`, hint }
}

/** A value as a message shows it. */
export function shown(value: unknown, odd?: string): string {
  if (typeof value === 'string') return `the text "${visibleText(value)}"`
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return visibleText(odd ?? String(value))
}

/** The hint for a text of which the line meant what is between the quotes. */
export function withoutQuotes(name: string, value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? `remove the quotes: "${name}":${value}` : undefined
}
