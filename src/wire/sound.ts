import type { Count } from '../domain/events.ts'
import type { BatchRef, Eta, OrderId, Sku } from '../domain/identifiers.ts'
import type { Outcome } from '../service/input.ts'
import type { JsonObject } from './json-object.ts'

/** The business fields of an event in which no fault was found; which of them are there, its type says. */
export type SoundFields = {
  readonly ref: BatchRef
  readonly sku: Sku
  readonly orderid: OrderId
  readonly qty: number
  readonly eta?: Eta | null
  readonly expectedrev?: number
  readonly counts: readonly Count[]
}

/** The metadata of such an event, as far as they are read; a CloudEvent may have null for what is absent. */
export type SoundMetadata = {
  readonly id?: string | null
  readonly source?: string | null
  readonly time?: string | null
  readonly correlationid?: string | null
  readonly causationid?: string | null
  readonly retrybackorders?: boolean | null
}

/** The fields of a recorded outcome in which no fault was found. */
export type SoundOutcome = Pick<Outcome, 'orderid' | 'sku' | 'qty' | 'batchref'>

/** The one place where judged JSON gets its types; that it cannot be called with a fault is the proof. */
export function sound(
  _object: JsonObject,
  _fault: undefined,
): asserts _object is JsonObject & SoundFields & SoundMetadata & SoundOutcome {}
