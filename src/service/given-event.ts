/** What any event may say beside its facts; `docs/events.md` has the limits. */
export type GivenMetadata = {
  /** Names the event within its source: given again, it is not applied again. */
  readonly id?: string
  /** Who names it; `urn:alloc` if absent. */
  readonly source?: string
  /** RFC 3339. */
  readonly time?: string
  /** Joins all that one request brought about; the event's id if absent. */
  readonly correlationid?: string
  /** The id of what caused the event. */
  readonly causationid?: string
  /** Whether stock that it brings is offered to backorders. */
  readonly retrybackorders?: boolean
  readonly reason?: string
  readonly note?: string
}

/** What a stock-take found in one batch; quantities are whole units. */
export type GivenCount = {
  readonly ref: string
  readonly qty: number
  readonly expectedrev?: number
  readonly reason?: string
  readonly note?: string
  readonly countedby?: string
  readonly countedat?: string
}

/** An event as a program gives it, in plain texts and numbers: the fields of a line of a log. Quantities are whole units. */
export type GivenEvent = GivenMetadata &
  (
    | {
        readonly type: 'BatchCreated'
        readonly ref: string
        readonly sku: string
        readonly qty: number
        /** `YYYY-MM-DD`; null or absent for what is on hand. */
        readonly eta?: string | null
      }
    | {
        readonly type: 'AllocationRequired'
        readonly orderid: string
        readonly sku: string
        readonly qty: number
      }
    | {
        readonly type: 'BatchQuantityChanged'
        readonly ref: string
        readonly qty: number
        readonly expectedrev?: number
      }
    | { readonly type: 'StockCounted'; readonly sku: string; readonly counts: readonly GivenCount[] }
    | { readonly type: 'BatchArrived'; readonly ref: string }
    | { readonly type: 'OrderLineShipped'; readonly orderid: string; readonly sku: string }
    | { readonly type: 'OrderLineCancelled'; readonly orderid: string; readonly sku: string }
  )

/**
 * A log: its text; its bytes, whole or in pieces, as a file's stream gives them; or events one by one. gzip is to be
 * unpacked before.
 */
export type GivenLog =
  | string
  | Uint8Array
  | Iterable<Uint8Array | GivenEvent>
  | AsyncIterable<Uint8Array | GivenEvent>

/** The bytes of a log, in pieces. @throws TypeError when it is made of something else */
export async function* logBytes(log: GivenLog): AsyncGenerator<Buffer> {
  if (typeof log === 'string') yield Buffer.from(log)
  else if (log instanceof Uint8Array) yield asBuffer(log)
  else {
    for await (const part of log) {
      if (part instanceof Uint8Array) yield asBuffer(part)
      else yield eventBytes(part)
    }
  }
}

/** An event as a line of a log. @throws TypeError when it is no object */
export function eventBytes(event: GivenEvent): Buffer {
  if (typeof event !== 'object' || event === null)
    throw new TypeError('a log is made of bytes or of events; of a text, give all of it at once')
  return Buffer.from(`${JSON.stringify(event)}\n`)
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
