import { visibleText } from '../domain/visible-text.ts'
import { nearMiss } from '../service/near-miss.ts'
import { asyncApiDocument } from '../wire/asyncapi.ts'
import { schemaDocument, schemaNames } from '../wire/schema-document.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { Output } from './output.ts'
import { type CommonOptions, formatAmong } from './replay-options.ts'

/** What `schema` was asked for. */
export type SchemaArguments = CommonOptions & { readonly asyncapi?: boolean }

/** `alloc schema`: what the events and records are, for other programs. */
export async function schemaCommand(
  name: string | undefined,
  { output, asyncapi }: SchemaArguments,
  version: string,
  context: Context,
): Promise<ExitCode> {
  formatAmong(['json'], 'json', output)
  if (asyncapi && name !== undefined)
    throw new Failure(exitCodes.wrongUse, '--asyncapi describes all events: give it no EVENT')
  const document = asyncapi ? asyncApiDocument(version) : schemaDocument(name)
  await new Output(context, false).write(`${JSON.stringify(document, undefined, 2)}\n`)
  return exitCodes.done
}

/** Reads the argument of `schema`. */
export function schemaNamed(text: string): string {
  if (schemaNames.includes(text)) return text
  const near = nearMiss(text, schemaNames)
  const hint = near === undefined ? `there are ${schemaNames.join(', ')}` : `did you mean ${near}?`
  throw new Failure(exitCodes.wrongUse, `there is no schema of ${JSON.stringify(visibleText(text))}`, hint)
}
