import { nameProblem } from '../domain/identifiers.ts'
import { sourceLimit } from './event-fields.ts'

/** The source of all that has no other. */
export const allocSource = 'urn:alloc'

/** How CloudEvents name what is alloc's own, in and out. */
export type CloudEventNames = {
  /** Stands for `urn:alloc`. */
  readonly source: string
  /** Stands before the name of the event. */
  readonly typePrefix: string
}

export const standardNames: CloudEventNames = { source: allocSource, typePrefix: 'alloc.' }

/** Whether a text can be the source of a CloudEvent as it is: a URI reference, of a plain form. */
export function isUriReference(text: string): boolean {
  return absolute.test(text) || relative.test(text)
}

/**
 * The source of an input as a CloudEvent has it. What is no URI reference, or begins as alloc's own does, stands
 * percent-encoded behind alloc's own.
 *
 * @param source undefined or empty for alloc's own
 */
export function writtenSource(source: string | undefined, { source: own }: CloudEventNames): string {
  if (!source) return own
  return isUriReference(source) && !isOwn(source, own) && !isOwn(source, allocSource)
    ? source
    : encodedSource(source, own)
}

/** The source of what came of an input: alloc's own, with that of the input behind it if it has another. */
export function emittedSource(source: string | undefined, { source: own }: CloudEventNames): string {
  return source ? encodedSource(source, own) : own
}

/** The source of an input that a CloudEvent names so; undefined for alloc's own. */
export function readSource(written: string, own: string): string | undefined {
  if (written === own || written === allocSource) return undefined
  return decodedSource(written, own) ?? decodedSource(written, allocSource) ?? written
}

/** The name of an event as the type of a CloudEvent, with the version of its form. */
export function writtenType(type: string, { typePrefix }: CloudEventNames): string {
  return `${typePrefix}${type}.v1`
}

/** The name of the event: what a type has behind the prefix and its last dot, without the version. */
export function readType(type: string, prefix: string | undefined): string {
  const versionless = type.endsWith('.v1') ? type.slice(0, -3) : type
  const name =
    prefix !== undefined && versionless.startsWith(prefix) ? versionless.slice(prefix.length) : versionless
  return name.slice(name.lastIndexOf('.') + 1)
}

const plain = String.raw`(?:[\w.~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})`
const host = String.raw`//[\w.~-]+(?::[0-9]{1,5})?(?=[/?]|$)`
const absolute = new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:(?:${host})?(?!//)(?:${plain}|[:/?])*(?<!:)$`)
const relative = new RegExp(`^(?:${plain}+(?=[/?]|$)|(?=[/?](?!/)))(?:${plain}|[:/?])*$`)

function isOwn(source: string, own: string): boolean {
  return source === own || source.startsWith(own + separator(own))
}

function encodedSource(source: string, own: string): string {
  return own + separator(own) + encodeURIComponent(source)
}

function decodedSource(written: string, own: string): string | undefined {
  const start = own + separator(own)
  if (!written.startsWith(start)) return undefined
  const encoded = written.slice(start.length)
  const source = decoded(encoded)
  const isOurs = source !== undefined && encodeURIComponent(source) === encoded
  return isOurs && nameProblem(source, sourceLimit) === undefined ? source : undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Behind a host a colon would begin a port. */
function separator(own: string): ':' | '/' {
  return /^[^/?]*:\/\/[^/?]*$/.test(own) ? '/' : ':'
}
