import type { FieldPath } from '../domain/refusal.ts'
import { visibleText } from '../domain/visible-text.ts'
import type { Input, Outcome } from '../service/input.ts'
import { nearMiss } from '../service/near-miss.ts'
import { faultInEnvelope, openEnvelope } from './cloudevent.ts'
import { shown } from './complaint.ts'
import type { Decoded, DecodeOptions } from './decoded.ts'
import { type InputKind, inputKinds, knownTypes, type OutcomeKind, outcomeKinds } from './event-kinds.ts'
import { didYouMean, type Fault, invalid } from './fault.ts'
import type { JsonObject } from './json-object.ts'
import { faultIn, type Judging, missingField } from './judge-fields.ts'
import { type SoundFields, type SoundMetadata, type SoundOutcome, sound } from './sound.ts'

/** Decodes a parsed line, flat or a CloudEvent, that wraps no other; `text` is the object as the line has it. */
export function decodeEvent(
  object: JsonObject,
  text: string,
  judging: Judging,
  options: DecodeOptions,
): Decoded | Fault {
  if (object.specversion !== undefined) return decodeCloudEvent(object, text, judging, options)
  const { type, record } = object
  if (type === undefined) return typeof record === 'string' && record !== 'event' ? other : noType(object)
  if (typeof type !== 'string') return invalid(['type'], `must be a text, got ${shown(type)}`)
  const outcome = outcomeKinds.get(type)
  if (record === 'event' && !outcome) return unknownType(type, [...outcomeKinds.keys()])
  if (outcome && (record === 'event' || isOutcome(type, object.id))) {
    const fault = faultIn(object, outcome.flat, judging, top)
    if (fault) return fault
    sound(object, fault)
    return outcomeOf(outcome, object, object, judging)
  }
  const kind = inputKinds.get(type)
  if (!kind) return unknownType(type, knownTypes)
  const fault = faultIn(object, kind.flat, judging, top)
  if (fault) return fault
  sound(object, fault)
  return inputOf(kind, object, object, text, judging)
}

function decodeCloudEvent(
  object: JsonObject,
  text: string,
  judging: Judging,
  options: DecodeOptions,
): Decoded | Fault {
  const envelope = openEnvelope(object, options.cloudEventTypePrefix)
  if ('code' in envelope) return envelope
  const { type, data } = envelope
  const outcome = outcomeKinds.get(type)
  if (outcome && isOutcome(type, object.id)) {
    const fault = faultInEnvelope(object, data, outcome, judging)
    if (fault) return fault
    sound(object, fault)
    sound(data, fault)
    return outcomeOf(outcome, object, data, judging)
  }
  const kind = inputKinds.get(type)
  if (!kind) return unknownType(type, knownTypes)
  const fault = faultInEnvelope(object, data, kind, judging)
  if (fault) return fault
  sound(object, fault)
  sound(data, fault)
  return inputOf(kind, object, data, text, judging, options.cloudEventSource)
}

const top: FieldPath = []
const other: Decoded = { kind: 'other' }
const allocSource = 'urn:alloc'
const emittedId = /~[1-9][0-9]*$/
const noFields: readonly string[] = []

/** What alloc emitted: an `AllocationRequired` tells by its id, as a log may also ask for one. */
function isOutcome(type: string, id: unknown): boolean {
  return type !== 'AllocationRequired' || (typeof id === 'string' && emittedId.test(id))
}

function inputOf(
  kind: InputKind,
  attributes: SoundMetadata,
  fields: SoundFields,
  text: string,
  judging: Judging,
  ownSource: string = allocSource,
): Decoded {
  const { id, source, correlationid, time, retrybackorders } = attributes
  const input: Input = {
    event: kind.build(fields),
    id: id ?? undefined,
    source: source === allocSource || source === ownSource ? undefined : (source ?? undefined),
    correlationid: correlationid ?? undefined,
    time: time ?? undefined,
    retrybackorders: retrybackorders ?? undefined,
    text,
  }
  return { kind: 'input', input, at: undefined, unknownFields: unknownIn(judging) }
}

function outcomeOf(
  kind: OutcomeKind,
  { id }: SoundMetadata,
  { orderid, sku, qty, batchref }: SoundOutcome,
  judging: Judging,
): Decoded {
  const outcome: Outcome = {
    type: kind.type,
    ...(typeof id === 'string' ? { id } : {}),
    ...(orderid === undefined ? {} : { orderid }),
    ...(sku === undefined ? {} : { sku }),
    ...(qty === undefined ? {} : { qty }),
    ...(batchref === undefined || !kind.data.fields.has('batchref') ? {} : { batchref }),
  }
  return { kind: 'outcome', outcome, unknownFields: unknownIn(judging) }
}

function unknownIn(judging: Judging): readonly string[] {
  return judging.unknown ? [...judging.unknown] : noFields
}

function noType(object: JsonObject): Fault {
  return missingField(object, 'type', allFields, top)
}

/** Every field that an event may have: none of them is a mistyped `type`. */
const allFields = new Map([...inputKinds.values()].flatMap(kind => [...kind.flat.fields]))

function unknownType(type: string, known: readonly string[]): Fault {
  const message = `unknown event type "${visibleText(type)}"`
  return { code: 'unknown-type', path: ['type'], points: 'value', message, hint: typeHint(type, known) }
}

/** Letters of another alphabet look the same; only naming them tells a person what is wrong. */
function typeHint(type: string, known: readonly string[]): string | undefined {
  const near = didYouMean(nearMiss(type, known))
  const foreign = /[^ -~]/u.exec(type)?.[0].codePointAt(0)
  if (near === undefined || foreign === undefined) return near
  return `${near} the given one holds U+${foreign.toString(16).toUpperCase().padStart(4, '0')}`
}
