import type { Input, Outcome } from '../service/input.ts'
import type { Decoded } from './decoded.ts'
import type { InputKind, OutcomeKind } from './event-kinds.ts'
import type { SoundFields, SoundMetadata, SoundOutcome } from './sound.ts'

/** The source of all that has no other. */
export const allocSource = 'urn:alloc'

/** An input of fields in which no fault was found; `ownSource` is what stands for `urn:alloc`. */
export function inputEntry(
  kind: InputKind,
  metadata: SoundMetadata,
  fields: SoundFields,
  text: string,
  unknown: ReadonlySet<string> | undefined,
  ownSource: string,
): Decoded {
  const { id, source, correlationid, causationid, time, retrybackorders } = metadata
  const input: Input = {
    event: kind.build(fields),
    id: id ?? undefined,
    source: source === allocSource || source === ownSource ? undefined : (source ?? undefined),
    correlationid: correlationid ?? undefined,
    causationid: causationid ?? undefined,
    time: time ?? undefined,
    retrybackorders: retrybackorders ?? undefined,
    text,
  }
  return { kind: 'input', input, at: undefined, unknownFields: listed(unknown) }
}

/** A recorded outcome of fields in which no fault was found. */
export function outcomeEntry(
  kind: OutcomeKind,
  { id }: SoundMetadata,
  { orderid, sku, qty, batchref }: SoundOutcome,
  unknown: ReadonlySet<string> | undefined,
): Decoded {
  const outcome: Outcome = {
    type: kind.type,
    ...(typeof id === 'string' ? { id } : {}),
    ...(orderid === undefined ? {} : { orderid }),
    ...(sku === undefined ? {} : { sku }),
    ...(qty === undefined ? {} : { qty }),
    ...(batchref === undefined || !kind.data.fields.has('batchref') ? {} : { batchref }),
  }
  return { kind: 'outcome', outcome, unknownFields: listed(unknown) }
}

const none: readonly string[] = []

function listed(unknown: ReadonlySet<string> | undefined): readonly string[] {
  return unknown ? [...unknown] : none
}
