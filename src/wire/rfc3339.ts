import { isDate } from '../domain/calendar.ts'

/** The form of a time, whether there is such a time or not. */
export const dateTime =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/

/** A point in time by RFC 3339: a real date, `T`, a time that a day has, and `Z` or an offset; letters in any case. */
export function isTime(text: string): boolean {
  const parts = dateTime.exec(text)
  if (!parts) return false
  const [, date = '', hour, minute, second, sign, offsetHour = '0', offsetMinute = '0'] = parts
  if (!isDate(date) || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return false
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return false
  if (Number(second) < 60) return true
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1)
  return endsMonth(date, Number(hour) * 60 + Number(minute) - offset)
}

const minutesOfDay = 24 * 60

/** A leap second is the last second of a month in UTC; `minute` counts from the date's midnight in UTC. */
function endsMonth(date: string, minute: number): boolean {
  const next = new Date(`${date}T00:00:00Z`)
  next.setUTCMinutes(minute + 1)
  return (minute + minutesOfDay + 1) % minutesOfDay === 0 && next.getUTCDate() === 1
}
