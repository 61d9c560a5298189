import { readSource, readType, standardNames, writtenSource, writtenType } from './cloudevent-names.ts'
import { locate } from './locate.ts'

/** What a command was told about CloudEvents; undefined prefix means that none was given. */
type Told = { readonly own: string; readonly prefix: string | undefined }

/**
 * The text of a CloudEvent as the journal keeps it: as given, unless its type or source means what it does only by what
 * the command was told. Then they are written as they are read without that.
 */
export function lastingText(text: string, type: string, source: string | undefined, told: Told): string {
  if (told.prefix === undefined && told.own === standardNames.source) return text
  const object: { readonly type: string; readonly source: string } = JSON.parse(text)
  let lasting = text
  if (readType(object.type, undefined) !== type)
    lasting = withMember(lasting, 'type', writtenType(type, standardNames))
  if (readSource(object.source, standardNames.source) !== source)
    lasting = withMember(lasting, 'source', writtenSource(source, standardNames))
  return lasting
}

function withMember(text: string, name: string, value: string): string {
  const bytes = Buffer.from(text)
  const span = locate(bytes, 0, [name])
  if (!span) throw new Error(`there is no ${name} in an event that has one`)
  return `${bytes.toString('utf8', 0, span.start)}${JSON.stringify(value)}${bytes.toString('utf8', span.end)}`
}
