import type { InputEvent } from '../domain/events.ts'
import { isUriReference } from './cloudevent-names.ts'
import { inputFields, metadata } from './event-fields.ts'
import type { JsonObject } from './json-object.ts'
import { jsonString } from './json-text.ts'
import { members } from './locate.ts'

/** The fields of an event as JSON, and its other attributes as members of an object, each with a comma before it. */
export type CloudEventParts = { readonly data: string; readonly attributes: string }

/** What a CloudEvent has of the text of an input, flat or a CloudEvent; what alloc does not know stays as it was written. */
export function cloudEventParts(text: string, type: InputEvent['type']): CloudEventParts {
  return plainParts(text, type) ?? partsOf(text)
}

/** Of a flat event with plain values in fields of its type and nothing else, as most are: in a third of the time. */
function plainParts(text: string, type: InputEvent['type']): CloudEventParts | undefined {
  const event: JsonObject = JSON.parse(text)
  let data = ''
  let attributes = ''
  for (const name in event) {
    const value = event[name]
    if (typeof value === 'object' && value !== null) return undefined
    const member = `,"${name}":${typeof value === 'string' ? jsonString(value) : value}`
    if (Object.hasOwn(inputFields[type], name)) data += member
    else if (Object.hasOwn(metadata, name)) attributes += written.has(name) ? '' : member
    else if (name !== 'type') return undefined
  }
  return { data: `{${data.slice(1)}}`, attributes }
}

function partsOf(text: string): CloudEventParts {
  const bytes = Buffer.from(text)
  const all = [...members(bytes, 0)].map(({ name, value }) => ({
    name,
    value: bytes.toString('utf8', value.start, value.end),
  }))
  const isEnvelope = all.some(({ name }) => name === 'specversion')
  const fields = all.filter(({ name }) => name !== 'type' && !Object.hasOwn(metadata, name))
  const data = all.find(({ name }) => name === 'data')?.value
  const attributes = all.filter(({ name, value }) =>
    Object.hasOwn(metadata, name) ? value !== 'null' : isEnvelope && isExtension(name, JSON.parse(value)),
  )
  return {
    data: isEnvelope && data !== undefined ? data : `{${fields.map(member).join(',')}}`,
    attributes: attributes.map(each => (written.has(each.name) ? '' : `,${member(each)}`)).join(''),
  }
}

function member({ name, value }: { readonly name: string; readonly value: string }): string {
  return `${jsonString(name)}:${value}`
}

/** What is written in any case, or must not be. */
const written = new Set([
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'retrybackorders'],
  ...['partitionkey', 'sequence', 'data', 'data_base64'],
])

/** Whether an attribute is one by the specification: of a plain name, and a text, a whole number or a boolean. */
function isExtension(name: string, value: unknown): boolean {
  if (!/^[a-z0-9]+$/.test(name)) return false
  if (name === 'dataschema')
    return typeof value === 'string' && /^[^/?]+:/.test(value) && isUriReference(value)
  if (typeof value === 'string') return value !== '' && !/[\p{Cc}\p{Cs}]/u.test(value)
  return typeof value === 'boolean' || (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31)
}
