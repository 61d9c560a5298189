import { emittedIdForm } from './event-fields.ts'
import { type EventShapes, inputKinds, outcomeKinds } from './event-kinds.ts'
import { anythingElse, type JsonSchema, notReserved, objectSchema, type Refer, when } from './json-schema.ts'

/** A CloudEvent 1.0 in structured JSON that holds an event; its metadata are attributes, and null is as good as none. */
export function cloudEventSchema(refer: Refer): JsonSchema {
  const isEmitted = {
    properties: { id: { type: 'string', pattern: emittedIdForm.source } },
    required: ['id'],
  }
  const outcomes = outcomeKinds.filter(({ type }) => type !== 'AllocationRequired')
  const required = outcomeKinds.find(({ type }) => type === 'AllocationRequired')
  const kinds = [...inputKinds, ...outcomes]
  return {
    title: 'A CloudEvent',
    description: 'a CloudEvent 1.0 in structured JSON; its type ends in that of the event',
    type: 'object',
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string' },
      source: { type: 'string' },
      type: { type: 'string', pattern: typePattern(kinds.map(({ type }) => type).join('|')) },
      data: { type: 'object' },
      data_base64: { type: 'null' },
    },
    required: ['specversion', 'id', 'source', 'type', 'data'],
    propertyNames: notReserved,
    additionalProperties: refer(anythingElse),
    allOf: kinds.map(kind => {
      const held = heldSchema(kind, refer)
      const isAlsoEmitted = kind.type === 'AllocationRequired' && required !== undefined
      const event = isAlsoEmitted ? when(isEmitted, heldSchema(required, refer), held) : held
      return when({ properties: { type: { type: 'string', pattern: typePattern(kind.type) } } }, event)
    }),
  }
}

function typePattern(types: string): string {
  return `^(?:[\\s\\S]*\\.)?(?:${types})(?:\\.v1)?$`
}

function heldSchema({ attributes, data }: EventShapes, refer: Refer): JsonSchema {
  const { properties } = objectSchema(attributes.fields, refer)
  const nullable = Object.entries(properties).map(([name, schema]) => [name, orNull(schema)])
  return { properties: { ...Object.fromEntries(nullable), data: objectSchema(data.fields, refer) } }
}

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [{ type: 'null' }, schema] }
}
