import { invisible } from '../domain/identifiers.ts'
import { countFields, type Field, type FieldKind } from './event-fields.ts'
import { reservedNames } from './key-problem.ts'
import { dateTime } from './rfc3339.ts'
import { dateForm } from './time-rules.ts'

/** A JSON Schema, as far as alloc writes any: what draft 7 knows means the same in 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown }

type ObjectSchema = JsonSchema & {
  readonly properties: { readonly [name: string]: JsonSchema }
  readonly required: readonly string[]
}

/** Refers to a definition by its name. */
export type Refer = (name: string) => { readonly $ref: string }

/** The definition to which everything that alloc does not know is held. */
export const anythingElse = 'anything'

/** The definition of a text as all names and remarks are. */
const visibleText = 'text'

/** The definitions that all others share. */
export function sharedSchemas(refer: Refer): { readonly [name: string]: JsonSchema } {
  const text = {
    description: 'a text of visible characters, with no white space at its ends',
    ...{ type: 'string', minLength: 1, pattern: visible },
  }
  return { [visibleText]: text, [anythingElse]: anythingSchema(refer) }
}

/** Any JSON in which no name is reserved. */
function anythingSchema(refer: Refer): JsonSchema {
  return {
    description: 'what alloc does not know and passes over',
    propertyNames: notReserved,
    additionalProperties: refer(anythingElse),
    items: refer(anythingElse),
  }
}

/** An object with these fields, and perhaps others that alloc passes over. */
export function objectSchema(fields: Iterable<readonly [string, Field]>, refer: Refer): ObjectSchema {
  const all = [...fields]
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(([name, field]) => [name, fieldSchema(field, refer)])),
    required: all.filter(([, field]) => field.required).map(([name]) => name),
    propertyNames: notReserved,
    additionalProperties: refer(anythingElse),
  }
}

function fieldSchema({ kind, says }: Field, refer: Refer): JsonSchema {
  return { description: says, ...kindSchema(kind, refer) }
}

/** What a value may be, as far as a schema can say it. */
export function kindSchema(kind: FieldKind, refer: Refer): JsonSchema {
  switch (kind.is) {
    case 'text':
      return {
        allOf: [refer(visibleText)],
        maxLength: kind.limit,
        ...(kind.without && { pattern: `^[^${kind.without}]*$` }),
      }
    case 'number':
      return { type: 'integer', minimum: kind.least, maximum: kind.most }
    case 'date or null':
      return { type: ['string', 'null'], format: 'date', pattern: dateForm.source }
    case 'time':
      return { type: 'string', format: 'date-time', pattern: dateTime.source }
    case 'boolean':
      return { type: 'boolean' }
    case 'counts':
      return { type: 'array', minItems: 1, items: objectSchema(Object.entries<Field>(countFields), refer) }
    case 'anything':
      return refer(anythingElse)
  }
}

/** What is asked, what holds if it is so, and what if not. */
export function when(question: JsonSchema, holds: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  const answers =
    otherwise === undefined
      ? [['then', holds]]
      : [
          ['then', holds],
          ['else', otherwise],
        ]
  return { if: question, ...Object.fromEntries(answers) }
}

/** Holds of each name of an object. */
export const notReserved: JsonSchema = { not: { enum: [...reservedNames] } }

const hidden = invisible.source.slice(1, -1)
const visible = `^[^\\s${hidden}](?:[^${hidden}]*[^\\s${hidden}])?$`
