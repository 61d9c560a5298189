import { asyncApiDocument } from '../wire/asyncapi.ts'
import { schemaDocument } from '../wire/schema-document.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { Output } from './output.ts'
import { formatAmong } from './replay-options.ts'
import type { SchemaArguments } from './schema-options.ts'

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
