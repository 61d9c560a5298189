import type { EmittedEvent, InputEvent } from '../domain/events.ts'
import { type BuildEvent, buildEvent } from './build-event.ts'
import {
  cloudEventSource,
  inputFields,
  metadata,
  outcomeFields,
  outcomeMetadata,
  recordFields,
  typeField,
} from './event-fields.ts'
import { type Shape, shapeOf } from './judge-fields.ts'

/** How an event is judged: flat, or in a CloudEvent its attributes and its `data`. */
export type EventShapes = { readonly flat: Shape; readonly attributes: Shape; readonly data: Shape }

/** An event of a log: how it is judged and made. */
export type InputKind = EventShapes & { readonly type: InputEvent['type']; readonly build: BuildEvent }

/** A recorded outcome: how it is judged. */
export type OutcomeKind = EventShapes & { readonly type: EmittedEvent['type'] }

export const inputKinds: readonly InputKind[] = Object.keys(inputFields)
  .filter(isInputType)
  .map(type => {
    const fields = inputFields[type]
    const flat = shapeOf(typeField, metadata, fields)
    return {
      type,
      flat,
      attributes: shapeOf(metadata, cloudEventSource),
      data: shapeOf(fields),
      build: buildEvent[type],
    }
  })

/** Flat, these are also alloc's own records. */
export const outcomeKinds: readonly OutcomeKind[] = Object.keys(outcomeFields)
  .filter(isOutcomeType)
  .map(type => {
    const fields = outcomeFields[type]
    const flat = shapeOf(typeField, recordFields, outcomeMetadata, fields)
    return { type, flat, attributes: shapeOf(outcomeMetadata, cloudEventSource), data: shapeOf(fields) }
  })

/** The kind that has a type, if any; comparing a fresh text with a few others is faster than hashing it. */
export function ofType<K extends { readonly type: string }>(
  type: string,
  kinds: readonly K[],
): K | undefined {
  for (const kind of kinds) if (kind.type === type) return kind
  return undefined
}

function isInputType(type: string): type is InputEvent['type'] {
  return Object.hasOwn(inputFields, type)
}

function isOutcomeType(type: string): type is EmittedEvent['type'] {
  return Object.hasOwn(outcomeFields, type)
}
