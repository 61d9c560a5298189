import { isJsonObject } from './json-object.ts'
import type { JsonSchema, Refer } from './json-schema.ts'
import { lineSchemas, logLine } from './line-schemas.ts'
import { recordSchemas } from './record-schemas.ts'

/**
 * A JSON Schema 2020-12 as a document of its own.
 *
 * @param name one of `schemaNames`; left out, that of a line of a log
 */
export function schemaDocument(name: string = logLine): JsonSchema {
  const all = schemas(refer)
  const needed = reachable(all[name], all, new Set())
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:alloc:schema:${name}`,
    ...(needed.has(name) ? refer(name) : all[name]),
    $defs: Object.fromEntries(Object.entries(all).filter(([other]) => needed.has(other))),
  }
}

/** All definitions, referring to each other. */
export function schemas(refer: Refer): { readonly [name: string]: JsonSchema } {
  return { ...lineSchemas(refer), ...recordSchemas(refer) }
}

const definitions = '#/$defs/'

function refer(name: string): { readonly $ref: string } {
  return { $ref: `${definitions}${name}` }
}

/** The names of the definitions to which a schema leads. */
function reachable(
  schema: unknown,
  all: { readonly [name: string]: JsonSchema },
  found: Set<string>,
): ReadonlySet<string> {
  if (Array.isArray(schema)) for (const part of schema) reachable(part, all, found)
  else if (isJsonObject(schema)) {
    const name = typeof schema.$ref === 'string' ? schema.$ref.slice(definitions.length) : undefined
    if (name !== undefined && !found.has(name)) reachable(all[name], all, found.add(name))
    for (const part of Object.values(schema)) reachable(part, all, found)
  }
  return found
}
