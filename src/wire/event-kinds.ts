import type { EmittedEvent, InputEvent } from '../domain/events.ts'
import { type BuildEvent, buildEvent } from './build-event.ts'
import {
  eventType,
  type Fields,
  inputFields,
  metadata,
  outcomeFields,
  outcomeMetadata,
  recordFields,
} from './event-fields.ts'
import { type Shape, shapeOf } from './judge-fields.ts'

/** How an event is judged: flat, or in a CloudEvent its attributes and its `data`. */
export type EventKind = { readonly flat: Shape; readonly attributes: Shape; readonly data: Shape }

/** An event of a log: how it is judged and made. */
export type InputKind = EventKind & { readonly build: BuildEvent }

/** A recorded outcome: how it is judged. */
export type OutcomeKind = EventKind & { readonly type: OutcomeType }

type InputType = InputEvent['type']
type OutcomeType = EmittedEvent['type']

/** By type; maps and not objects, so that a type named `constructor` finds nothing. */
export const inputKinds: ReadonlyMap<string, InputKind> = new Map(
  Object.keys(inputFields)
    .filter(isInputType)
    .map(type => [type, { ...kindOf(inputFields[type], metadata), build: buildEvent[type] }]),
)

/** By type; flat, they are also alloc's own records. */
export const outcomeKinds: ReadonlyMap<string, OutcomeKind> = new Map(
  Object.keys(outcomeFields)
    .filter(isOutcomeType)
    .map(type => [type, { ...kindOf(outcomeFields[type], outcomeMetadata, recordFields), type }]),
)

/** The types that a line may have. */
export const knownTypes: readonly string[] = [...new Set([...inputKinds.keys(), ...outcomeKinds.keys()])]

function kindOf(fields: Fields, attributes: Fields, ...more: readonly Fields[]): EventKind {
  const data = shapeOf(fields)
  return { flat: shapeOf(eventType, attributes, ...more, fields), attributes: shapeOf(attributes), data }
}

function isInputType(type: string): type is InputType {
  return Object.hasOwn(inputFields, type)
}

function isOutcomeType(type: string): type is OutcomeType {
  return Object.hasOwn(outcomeFields, type)
}
