import { nameProblem } from '../domain/identifiers.ts'
import { visibleText } from '../domain/visible-text.ts'
import type { BatchField, ExpectedBatch, ExpectedLine } from '../service/expectation.ts'
import { nearMiss } from '../service/near-miss.ts'
import { type Complaint, shown, withoutQuotes, wrong } from './complaint.ts'
import { didYouMean } from './fault.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import { aboutDate } from './time-rules.ts'

/** An expected batch as one line of the file gives it. */
export type NamedBatch = { readonly ref: string; readonly fields: ExpectedBatch }

/** The names that an expected batch may use. */
export const expectedNames: readonly string[] = [
  'ref',
  ...['sku', 'eta', 'qty', 'allocated', 'available', 'rev', 'lines'],
]

/** The batch that an object describes, or what is wrong with it; `says` is the whole message. */
export function namedBatch(object: JsonObject): NamedBatch | Complaint {
  for (const name in object) {
    const complaint = complaintAbout(name, object[name])
    if (complaint) return complaint
  }
  const { ref, sku, eta, qty, allocated, available, rev, lines } = object
  if (typeof ref !== 'string') return { says: 'ref is missing' }
  const fields: ExpectedBatch = {
    ...(typeof sku === 'string' && { sku }),
    ...((typeof eta === 'string' || eta === null) && { eta }),
    ...(typeof qty === 'number' && { qty }),
    ...(typeof allocated === 'number' && { allocated }),
    ...(typeof available === 'number' && { available }),
    ...(typeof rev === 'number' && { rev }),
    ...(Array.isArray(lines) && { lines: lines.filter(isLine) }),
  }
  return { ref, fields }
}

/** A name that is not known is no field to be left uncompared in silence. */
export function unknownName(name: string): Complaint {
  return {
    says: `a batch has no field "${visibleText(name)}"`,
    hint: didYouMean(nearMiss(name, expectedNames)),
  }
}

const aboutField: {
  readonly [name in BatchField | 'ref']: (value: unknown, name: string) => Complaint | undefined
} = {
  ref: aboutName,
  sku: aboutName,
  eta: value => aboutDate(value),
  qty: aboutWhole,
  allocated: aboutWhole,
  available: aboutWhole,
  rev: aboutWhole,
  lines: aboutLines,
}

function complaintAbout(name: string, value: unknown): Complaint | undefined {
  if (!isField(name)) return unknownName(name)
  const complaint = aboutField[name](value, name)
  return complaint && { says: `${name} ${complaint.says}`, hint: complaint.hint }
}

function isField(name: string): name is keyof typeof aboutField {
  return Object.hasOwn(aboutField, name)
}

function aboutName(value: unknown): Complaint | undefined {
  if (typeof value !== 'string') return wrong('must be a text', value)
  const problem = nameProblem(value)
  return problem === undefined ? undefined : { says: `${problem}: ${shown(value)}` }
}

function aboutWhole(value: unknown, name: string): Complaint | undefined {
  if (Number.isSafeInteger(value)) return undefined
  return wrong('must be a whole number', value, undefined, withoutQuotes(name, value, whole))
}

const whole = /^(?:0|-?[1-9][0-9]{0,14})$/

function aboutLines(value: unknown): Complaint | undefined {
  if (Array.isArray(value) && value.every(isLine)) return undefined
  return { says: 'must be an array of objects with orderid and qty' }
}

function isLine(value: unknown): value is ExpectedLine {
  if (!isJsonObject(value)) return false
  return typeof value.orderid === 'string' && Number.isSafeInteger(value.qty)
}
