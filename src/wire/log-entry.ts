import type { Input, Outcome } from '../service/input.ts'
import type { Decoded } from './decoded.ts'
import type { InputKind, OutcomeKind } from './event-kinds.ts'
import type { SoundFields, SoundMetadata, SoundOutcome } from './sound.ts'

/** An input of fields in which no fault was found; without a source it is `urn:alloc`'s. */
export function inputEntry(
  kind: InputKind,
  metadata: SoundMetadata,
  fields: SoundFields,
  source: string | undefined,
  text: string,
  unknown: ReadonlySet<string> | undefined,
): Decoded {
  const { id, correlationid, causationid, time, retrybackorders } = metadata
  const input: Input = {
    event: kind.build(fields),
    id: id ?? undefined,
    source,
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
  { id, correlationid, causationid }: SoundMetadata,
  { orderid, sku, qty, batchref }: SoundOutcome,
  unknown: ReadonlySet<string> | undefined,
): Decoded {
  const outcome: Outcome = {
    type: kind.type,
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof correlationid === 'string' ? { correlationid } : {}),
    ...(typeof causationid === 'string' ? { causationid } : {}),
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
