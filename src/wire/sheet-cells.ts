import { visibleText } from '../domain/visible-text.ts'
import type { SheetRole } from '../service/count-sheet.ts'
import type { Complaint } from './complaint.ts'
import { aboutText } from './text-rule.ts'
import { aboutTime } from './time-rules.ts'

/** What keeps the text of a cell, which is not blank, from being what its column is for. */
export function complaintAboutCell(role: SheetRole, text: string): Complaint | undefined {
  if (/[\r\n]/.test(text)) return { says: 'goes over several lines', hint: 'write it on one line' }
  switch (role) {
    case 'counted':
      return aboutCounted(text)
    case 'rev':
      return aboutRev(text)
    case 'countedat':
      return aboutTime(text)
    case 'note':
      return aboutText({ is: 'text', limit: 4_096 }, role, text, false)
    case 'batch':
    case 'sku':
    case 'reason':
    case 'countedby':
      return aboutText({ is: 'text', limit: 128 }, role, text, false)
    case 'expected':
      return undefined
  }
}

function aboutCounted(text: string): Complaint | undefined {
  if (!plain.test(text)) return { says: `must be a whole number, got ${quoted(text)}`, hint: meant(text) }
  if (Number(text) <= most) return undefined
  return { says: `must be at most ${most}, got ${quoted(text)}` }
}

function aboutRev(text: string): Complaint | undefined {
  if (plain.test(text) && Number(text) >= 1 && Number.isSafeInteger(Number(text))) return undefined
  return {
    says: `must be a whole number from 1, got ${quoted(text)}`,
    hint: 'leave it as countsheet printed it',
  }
}

const plain = /^(?:0|[1-9][0-9]*)$/
const most = 2 ** 31 - 1

/** What to write instead of a number that is not plain; nothing is guessed. */
function meant(text: string): string {
  const [, sign, number = '', unit] = /^([+-]?)([0-9.,'’\s]*[0-9])?\s*(.*)$/su.exec(text) ?? []
  if (number === '') return 'leave it blank if it was not counted; 0 says that there is nothing'
  if (sign === '-') return 'a count is at least 0: all that is there, not a difference'
  if (sign === '+') return 'a count is all that is there, not a difference'
  if (unit !== '') return unitHint(text, number)
  const digits = number.replace(/[^0-9]/g, '').replace(/^0+(?=.)/, '')
  if (/^[0-9]{1,3}(?:[.,'’\s][0-9]{3})+$/.test(number)) {
    return `write ${digits} if that is meant, without a thousands separator`
  }
  if (/^[0-9]+$/.test(number)) return `write ${digits}`
  const whole = /^([0-9]+)[.,]0*$/.exec(number)?.[1]
  return whole === undefined ? 'count whole units' : `write ${Number(whole)}`
}

function unitHint(text: string, number: string): string {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return `write ${value}`
  return plain.test(number) ? `write the number alone: ${number}` : 'write the number alone'
}

function quoted(text: string): string {
  return `"${visibleText(text)}"`
}
