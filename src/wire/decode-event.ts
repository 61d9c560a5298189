import { nameProblem } from '../domain/identifiers.ts'
import type { FieldPath } from '../domain/refusal.ts'
import { visibleText } from '../domain/visible-text.ts'
import { nearMiss } from '../service/near-miss.ts'
import { binaryMode, faultInEnvelope, openEnvelope } from './cloudevent.ts'
import { allocSource, readSource } from './cloudevent-names.ts'
import { lastingText } from './cloudevent-text.ts'
import { shown } from './complaint.ts'
import type { Decoded, DecodeOptions } from './decoded.ts'
import { emittedIdForm, sourceLimit } from './event-fields.ts'
import { type InputKind, inputKinds, type OutcomeKind, ofType, outcomeKinds } from './event-kinds.ts'
import { didYouMean, type Fault, invalid } from './fault.ts'
import type { JsonObject } from './json-object.ts'
import { faultIn, type Judging, missingField } from './judge-fields.ts'
import { inputEntry, outcomeEntry } from './log-entry.ts'
import { sound } from './sound.ts'

/** Decodes a parsed line, flat or a CloudEvent, that wraps no other; `text` is the object as the line has it. */
export function decodeEvent(
  object: JsonObject,
  text: string,
  judging: Judging,
  options: DecodeOptions,
): Decoded | Fault {
  if (object.specversion !== undefined) {
    const envelope = openEnvelope(object, options.cloudEventTypePrefix)
    if ('code' in envelope) return envelope
    return decodeAs(envelope.type, false, object, envelope.data, text, judging, options)
  }
  const { type, record } = object
  if (type === undefined && typeof record === 'string' && record !== 'event') return other
  if (type === undefined)
    return (
      binaryMode(object) ?? {
        hint: listOf(record === 'event' ? outcomeKinds : inputKinds),
        ...missingField(object, 'type', allFields, top),
      }
    )
  if (typeof type !== 'string') return invalid(['type'], `must be a text, got ${shown(type)}`)
  return decodeAs(type, record === 'event', object, object, text, judging, options)
}

/** `recorded` says that alloc itself printed the event; a flat event is its own metadata. */
function decodeAs(
  type: string,
  recorded: boolean,
  metadata: JsonObject,
  fields: JsonObject,
  text: string,
  judging: Judging,
  options: DecodeOptions,
): Decoded | Fault {
  const kind = kindOf(type, recorded, judging.plain ? undefined : metadata.id)
  if (!kind) return unknownType(String(metadata.type), type, recorded)
  const fault =
    metadata === fields
      ? faultIn(fields, kind.flat, judging, top)
      : faultInEnvelope(metadata, fields, kind, judging)
  if (fault) return fault
  sound(metadata, fault)
  sound(fields, fault)
  if (!('build' in kind)) return outcomeEntry(kind, metadata, fields, judging.unknown)
  if (metadata === fields) {
    const source = metadata.source === allocSource ? undefined : metadata.source
    return inputEntry(kind, metadata, fields, source ?? undefined, text, judging.unknown)
  }
  const { cloudEventSource: own = allocSource, cloudEventTypePrefix: prefix } = options
  const source = readSource(metadata.source ?? own, own)
  const tooLong = source === undefined ? undefined : nameProblem(source, sourceLimit)
  if (tooLong !== undefined) return invalid(['source'], tooLong)
  const lasting = lastingText(text, kind.type, source, { own, prefix })
  return inputEntry(kind, metadata, fields, source, lasting, judging.unknown)
}

const other: Decoded = { kind: 'other' }
const top: FieldPath = []

/** Every field that an input may have: none of them is a mistyped `type`. */
const allFields = new Map(inputKinds.flatMap(kind => [...kind.flat.fields]))

/** An `AllocationRequired` may be asked for or emitted: its id tells which; in a plain line, none is emitted. */
function kindOf(type: string, recorded: boolean, id: unknown): InputKind | OutcomeKind | undefined {
  const input = recorded ? undefined : ofType(type, inputKinds)
  if (!input) return ofType(type, outcomeKinds)
  const emitted = typeof id === 'string' && emittedIdForm.test(id)
  return emitted ? (ofType(type, outcomeKinds) ?? input) : input
}

/** `given` is the type as the line has it, of which `type` is what counts. */
function unknownType(given: string, type: string, recorded: boolean): Fault {
  const kinds = recorded ? outcomeKinds : [...inputKinds, ...outcomeKinds]
  const known = kinds.map(kind => kind.type)
  const near = didYouMean(nearMiss(type, known))
  const list = listOf(recorded ? outcomeKinds : inputKinds)
  const foreign = /[^ -~]/u.exec(type)?.[0]
  const other = /^v[0-9]+$/.test(type)
    ? 'alloc knows version 1 of each event: write .v1, or no version'
    : list
  const hint =
    near !== undefined && foreign !== undefined ? `${near} ${foreignHint(foreign)}` : (near ?? other)
  const message = `unknown event type "${visibleText(given)}"`
  return { code: 'unknown-type', path: ['type'], points: 'value', message, hint }
}

function listOf(kinds: readonly { readonly type: string }[]): string {
  return `the events are ${kinds.map(kind => kind.type).join(', ')}`
}

/** Letters of another alphabet look the same; only naming them tells what is wrong. */
function foreignHint(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `the given one holds U+${code}`
}
