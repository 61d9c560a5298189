import type { FieldPath } from '../domain/refusal.ts'
import { visibleText } from '../domain/visible-text.ts'
import { nearMiss } from '../service/near-miss.ts'
import { shown } from './complaint.ts'
import { countFields, type Field, type Fields } from './event-fields.ts'
import { didYouMean, type Fault, fieldName, invalid } from './fault.ts'
import { complaintAbout } from './field-rules.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import type { OddNumbers } from './odd-numbers.ts'

/** The fields of one kind of object, made ready to judge many. */
export type Shape = {
  readonly fields: ReadonlyMap<string, Field>
  /** The names of the fields that must be there. */
  readonly required: readonly string[]
}

/** How a line is judged, and the unknown fields that were met on the way. */
export type Judging = {
  strict: boolean
  /** All texts are printable ASCII without `~`. */
  plain: boolean
  odd: OddNumbers | undefined
  unknown: Set<string> | undefined
}

export function shapeOf(...parts: readonly Fields[]): Shape {
  const fields = new Map(parts.flatMap(part => Object.entries(part)))
  return { fields, required: [...fields].filter(([, field]) => field.required).map(([name]) => name) }
}

/** The first fault in the order of the object's members, then of the fields that it lacks. */
export function faultIn(
  object: JsonObject,
  shape: Shape,
  judging: Judging,
  within: FieldPath,
): Fault | undefined {
  let found = 0
  for (const name in object) {
    const field = shape.fields.get(name)
    const fault =
      field === undefined
        ? meetUnknown(object, name, shape, judging, within)
        : faultInField(object, name, field, judging, within)
    if (fault) return fault
    if (field?.required) found++
  }
  return found < shape.required.length ? missing(object, shape, within) : undefined
}

/** The fault of one known field. */
export function faultInField(
  object: JsonObject,
  name: string,
  field: Field,
  judging: Judging,
  within: FieldPath,
): Fault | undefined {
  const value = object[name]
  const complaint = complaintAbout(
    name,
    field.kind,
    value,
    judging.plain,
    judging.odd?.get(object)?.get(name),
  )
  if (complaint) return invalid([...within, name], complaint.says, complaint.hint)
  return field.kind.is === 'counts' ? faultInCounts(value, judging, [...within, name]) : undefined
}

const countShape = shapeOf(countFields)

function faultInCounts(counts: unknown, judging: Judging, within: FieldPath): Fault | undefined {
  if (!Array.isArray(counts)) return undefined
  const refs = new Set<unknown>()
  for (const [index, count] of counts.entries()) {
    const path = [...within, index]
    if (!isJsonObject(count)) return invalid(path, `must be an object with ref and qty, got ${shown(count)}`)
    const fault = faultIn(count, countShape, judging, path)
    if (fault) return fault
    if (refs.has(count.ref)) {
      const says = `counts the batch "${visibleText(String(count.ref))}" a second time`
      return invalid([...path, 'ref'], says, 'a batch is counted once: add the counts up')
    }
    refs.add(count.ref)
  }
  return undefined
}

function meetUnknown(
  object: JsonObject,
  name: string,
  shape: Shape,
  judging: Judging,
  within: FieldPath,
): Fault | undefined {
  const path = [...within, name]
  if (!judging.strict) {
    judging.unknown ??= new Set()
    judging.unknown.add(fieldName(path.filter(step => typeof step === 'string')))
    return undefined
  }
  const absent = [...shape.fields.keys()].filter(known => !Object.hasOwn(object, known))
  const message = `unknown field "${visibleText(name)}"`
  return { code: 'unknown-field', path, points: 'name', message, hint: didYouMean(nearMiss(name, absent)) }
}

function missing(object: JsonObject, shape: Shape, within: FieldPath): Fault | undefined {
  const name = shape.required.find(required => !Object.hasOwn(object, required))
  return name === undefined ? undefined : missingField(object, name, shape.fields, within)
}

/** A field that is not there; where an unknown one looks like it, that one is pointed at. */
export function missingField(
  object: JsonObject,
  name: string,
  known: ReadonlyMap<string, unknown>,
  within: FieldPath,
): Fault {
  const unknown = Object.keys(object).filter(key => !known.has(key))
  const typo = unknown.slice(0, suspects).find(key => nearMiss(key, [name]) !== undefined)
  const field = fieldName([...within, name])
  const found = { code: 'missing-field', missing: field, message: `${field} is missing` } as const
  if (typo === undefined) return { ...found, path: within, points: 'owner' }
  return { ...found, path: [...within, typo], points: 'name', hint: didYouMean(name) }
}

/** So many unknown fields are compared with one that is missing. */
const suspects = 100
