import { identifierLimit } from '../domain/identifiers.ts'
import { cloudEventSchema } from './cloudevent-schema.ts'
import { emittedIdForm } from './event-fields.ts'
import { type InputKind, inputKinds, type OutcomeKind, outcomeKinds } from './event-kinds.ts'
import { eventSays, requiredAgain } from './event-says.ts'
import {
  anythingElse,
  type JsonSchema,
  kindSchema,
  notReserved,
  objectSchema,
  type Refer,
  sharedSchemas,
  when,
} from './json-schema.ts'
import { outcomeName } from './schema-names.ts'
import { base64 } from './wrapper.ts'

/** The definition of a line of a log. */
export const logLine = 'LogLine'

/** The definitions of all that a line of a log may hold, by name. */
export function lineSchemas(refer: Refer): { readonly [name: string]: JsonSchema } {
  const inputs = inputKinds.map(kind => [kind.type, flatSchema(kind, eventSays[kind.type], refer)])
  const outcomes = outcomeKinds.map(kind => {
    const says = kind.type === 'AllocationRequired' ? requiredAgain : eventSays[kind.type]
    return [outcomeName(kind.type), flatSchema(kind, says, refer)]
  })
  return {
    ...Object.fromEntries([...inputs, ...outcomes]),
    CloudEvent: cloudEventSchema(refer),
    Wrapped: wrappedSchema(refer),
    [logLine]: lineSchema(refer),
    ...sharedSchemas(refer),
  }
}

/** The rules for lines that no schema can say, or only at a price. */
export const unsaid: readonly string[] = [
  'the text: strict UTF-8, at most 1,048,576 bytes a line, nested at most 8 deep, no name twice in an object',
  'numbers are in plain form: 10, not 10.0, 1e1 or -0',
  'texts are in Unicode normal form C, and limited in bytes of UTF-8, not in characters',
  'the source of a CloudEvent is limited as it is read: percent-encoded behind urn:alloc: it may be longer',
  'a leap second is the last second of a month',
  'a stock-take counts each batch once',
  'what a reject has as raw or rawbase64 is a line in its turn',
]

function flatSchema({ type, flat }: InputKind | OutcomeKind, description: string, refer: Refer): JsonSchema {
  const { properties, required, ...rest } = objectSchema(flat.fields, refer)
  return {
    title: type,
    description,
    type: 'object',
    properties: { type: { const: type }, ...withoutType(properties) },
    required: ['type', ...required],
    ...rest,
  }
}

function withoutType({ type: _, ...others }: { readonly [name: string]: JsonSchema }) {
  return others
}

/** Which of them a line is: the order of the questions is that of the decoder. */
function lineSchema(refer: Refer): JsonSchema {
  const isWrapped = has({ record: { enum: ['reject', 'input'] } })
  const isRecorded = has({ record: { const: 'event' } })
  const isOther = { ...has({ record: { type: 'string' } }), not: { required: ['type'] } }
  const flat = when(isOther, refer(anythingElse), flatLine(refer))
  const event = when(
    { required: ['specversion'] },
    refer('CloudEvent'),
    when(isRecorded, recorded(refer), flat),
  )
  return {
    title: 'A line of a log',
    description: 'an event, flat or as a CloudEvent, or a record of alloc that is fed back',
    $comment: `not said here: ${unsaid.join('; ')}`,
    type: 'object',
    ...when(isWrapped, refer('Wrapped'), event),
  }
}

function flatLine(refer: Refer): JsonSchema {
  const names = new Map<string, JsonSchema>(
    [...outcomeKinds, ...inputKinds].map(({ type }) => [type, refer(type)]),
  )
  const isEmitted = has({ id: { type: 'string', pattern: emittedIdForm.source } })
  const required = when(isEmitted, refer(outcomeName('AllocationRequired')), refer('AllocationRequired'))
  names.set('AllocationRequired', required)
  return byType(names)
}

/** A record of an emitted event is an outcome whatever its id. */
function recorded(refer: Refer): JsonSchema {
  return byType(new Map(outcomeKinds.map(({ type }) => [type, refer(outcomeName(type))])))
}

function byType(schemas: ReadonlyMap<string, JsonSchema>): JsonSchema {
  return {
    ...has({ type: { enum: [...schemas.keys()] } }),
    allOf: [...schemas].map(([type, schema]) => when(has({ type: { const: type } }), schema)),
  }
}

function has(properties: { readonly [name: string]: JsonSchema }): JsonSchema {
  return { properties, required: Object.keys(properties) }
}

/** A reject or an input that is fed back. */
function wrappedSchema(refer: Refer): JsonSchema {
  const raw = has({ raw: { type: 'string' } })
  const rawbase64 = has({ rawbase64: { type: 'string', pattern: base64.source } })
  return {
    type: 'object',
    properties: {
      at: kindSchema({ is: 'text', limit: identifierLimit, without: '~' }, refer),
      retrybackorders: kindSchema({ is: 'boolean' }, refer),
    },
    propertyNames: notReserved,
    additionalProperties: refer(anythingElse),
    ...when(
      { required: ['event'] },
      { properties: { event: refer(logLine) } },
      when({ required: ['raw'] }, raw, rawbase64),
    ),
  }
}
