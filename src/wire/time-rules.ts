import { isDate } from '../domain/calendar.ts'
import { type Complaint, wrong } from './complaint.ts'
import { isTime } from './rfc3339.ts'

/** The form of a date, whether there is such a day or not. */
export const dateForm = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

/** What keeps a value from being a real date, or the null that says `on hand`. */
export function aboutDate(value: unknown, odd?: string): Complaint | undefined {
  if (value === null || (typeof value === 'string' && isDate(value))) return undefined
  if (typeof value !== 'string') return wrong(dateDemand, value, odd)
  if (value === '') return { says: 'is an empty text', hint: 'null says that the batch is on hand' }
  if (dateForm.test(value)) return { says: `must be a real date; there is no ${value}` }
  return wrong(dateDemand, value, odd, dateMeant(value))
}

/** What keeps a value from being a time by RFC 3339. */
export function aboutTime(value: unknown, odd?: string): Complaint | undefined {
  if (typeof value === 'string' && isTime(value)) return undefined
  return wrong('must be a time such as 2026-11-20T09:15:00Z', value, odd, timeMeant(value))
}

const dateDemand = 'must be a date such as 2026-12-01, or null'
const yearFirst = /^([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})(?:[Tt ].*)?$/

/** Only with the year first is it certain which number is the month. */
function dateMeant(text: string): string | undefined {
  const [, year = '', month = '', day = ''] = yearFirst.exec(text) ?? []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDate(date) ? `write "${date}"` : undefined
}

function timeMeant(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (isTime(value.replace(' ', 'T'))) return `write "${value.replace(' ', 'T')}"`
  return isTime(`${value}Z`) ? 'add Z for UTC, or the offset, such as +02:00' : undefined
}
