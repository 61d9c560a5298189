import { Option } from 'commander'
import { type CloudEventNames, isUriReference, standardNames } from '../wire/cloudevent-names.ts'
import { exitCodes, Failure } from './failure.ts'

/** What a command was told about CloudEvents. */
export type CloudEventArguments = { readonly ceSource?: string; readonly ceTypePrefix?: string }

/** An option of each command that reads or writes CloudEvents. */
export function ceSource(): Option {
  return new Option(
    '--ce-source <uri>',
    "the source of what is alloc's own, in and out (default: urn:alloc)",
  ).argParser(source)
}

/** Another one. */
export function ceTypePrefix(): Option {
  return new Option(
    '--ce-type-prefix <text>',
    'what stands before a type, in and out (default: alloc.)',
  ).argParser(typePrefix)
}

/** How CloudEvents name what is alloc's own. */
export function cloudEventNames({ ceSource, ceTypePrefix }: CloudEventArguments): CloudEventNames {
  return {
    source: ceSource ?? standardNames.source,
    typePrefix: ceTypePrefix ?? standardNames.typePrefix,
  }
}

function source(text: string): string {
  if (isUriReference(text) && text.length <= longest) return text
  throw new Failure(exitCodes.wrongUse, `--ce-source takes a URI, not ${JSON.stringify(text)}`)
}

function typePrefix(text: string): string {
  if (/^[!-~]*$/.test(text) && text.length <= longest) return text
  throw new Failure(
    exitCodes.wrongUse,
    `--ce-type-prefix takes letters without spaces, not ${JSON.stringify(text)}`,
  )
}

const longest = 256
