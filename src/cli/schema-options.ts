import { visibleText } from '../domain/visible-text.ts'
import { nearMiss } from '../service/near-miss.ts'
import { schemaNames } from '../wire/schema-names.ts'
import { exitCodes, Failure } from './failure.ts'
import type { CommonOptions } from './replay-options.ts'

/** What `schema` was asked for. */
export type SchemaArguments = CommonOptions & { readonly asyncapi?: boolean }

/** Reads the argument of `schema`. */
export function schemaNamed(text: string): string {
  if (schemaNames.includes(text)) return text
  const near = nearMiss(text, schemaNames)
  const hint = near === undefined ? `there are ${schemaNames.join(', ')}` : `did you mean ${near}?`
  throw new Failure(exitCodes.wrongUse, `there is no schema of ${JSON.stringify(visibleText(text))}`, hint)
}
