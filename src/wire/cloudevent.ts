import type { FieldPath } from '../domain/refusal.ts'
import { readType } from './cloudevent-names.ts'
import { shown } from './complaint.ts'
import type { EventShapes } from './event-kinds.ts'
import { type Fault, invalid } from './fault.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import { faultIn, faultInField, type Judging } from './judge-fields.ts'
import { structuredMode } from './other-format.ts'

/** What a CloudEvent carries: the event's type, which is the last segment of its own, and its fields. */
export type Envelope = { readonly type: string; readonly data: JsonObject }

/** Opens a CloudEvent 1.0 in structured JSON; by its standard null is as good as absent. */
export function openEnvelope(object: JsonObject, typePrefix: string | undefined): Envelope | Fault {
  if (object.specversion !== '1.0') {
    const message = `specversion must be the text "1.0", got ${shown(object.specversion)}`
    return broken(['specversion'], message, 'alloc reads CloudEvents 1.0')
  }
  for (const name of ['id', 'source', 'type']) {
    if (isAbsent(object[name])) return broken([], `a CloudEvent needs ${name}`, `add "${name}":"..."`)
  }
  if (typeof object.type !== 'string') return invalid(['type'], `must be a text, got ${shown(object.type)}`)
  if (!isAbsent(object.data_base64))
    return broken(['data_base64'], 'data must be an object, got base64', inPlainJson)
  if (object.data === undefined) return broken([], 'a CloudEvent of alloc needs data', inPlainJson)
  if (!isJsonObject(object.data))
    return broken(['data'], `data must be an object, got ${shown(object.data)}`, inPlainJson)
  return { type: readType(object.type, typePrefix), data: object.data }
}

/** The fault of a CloudEvent whose attributes are headers, as a broker's message has them; undefined for anything else. */
export function binaryMode(object: JsonObject): Fault | undefined {
  const { headers, attributes } = object
  const names = [object, headers, attributes].flatMap(each => (isJsonObject(each) ? Object.keys(each) : []))
  if (!names.some(name => binaryAttribute.test(name))) return undefined
  return broken(
    [],
    'a CloudEvent in binary mode, its attributes being headers, is no event of a log',
    structuredMode,
  )
}

const binaryAttribute = /^(?:ce[-_]|cloudevents[:_])(?:id|source|specversion|type)$/i

/** The first fault in the order of the attributes, `data` being one; attributes that alloc does not know are let pass. */
export function faultInEnvelope(
  object: JsonObject,
  data: JsonObject,
  kind: EventShapes,
  judging: Judging,
): Fault | undefined {
  for (const name in object) {
    const field = kind.attributes.fields.get(name)
    if (name === 'data') {
      const fault = faultIn(data, kind.data, judging, inData)
      if (fault) return fault
    } else if (field && object[name] !== null) {
      const fault = faultInField(object, name, field, judging, top)
      if (fault) return fault
    }
  }
  return undefined
}

const top: FieldPath = []
const inData: FieldPath = ['data']
const inPlainJson = 'write the fields of the event as an object: "data":{"sku":"..."}'

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function broken(path: FieldPath, message: string, hint: string): Fault {
  return { code: 'invalid-cloudevent', path, points: path.length > 0 ? 'value' : 'owner', message, hint }
}
