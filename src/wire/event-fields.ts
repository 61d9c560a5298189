import type { EmittedEvent, InputEvent } from '../domain/events.ts'
import { identifierLimit } from '../domain/identifiers.ts'

/** What the values of a field may be. Texts are limited in UTF-8 bytes; numbers are whole and in plain form. */
export type FieldKind =
  | { readonly is: 'text'; readonly limit: number; readonly without?: '~' }
  | { readonly is: 'number'; readonly least: number; readonly most: number }
  | { readonly is: 'date or null' }
  | { readonly is: 'time' }
  | { readonly is: 'boolean' }
  | { readonly is: 'counts' }
  | { readonly is: 'anything' }

/** One field of an event: what it may be, whether it must be there, and what it says. */
export type Field = { readonly kind: FieldKind; readonly required: boolean; readonly says: string }

/** Fields by name, in the order in which they are documented and demanded. */
export type Fields = { readonly [name: string]: Field }

/** The longest id of an emitted event, which has its ancestors' `~n` in it. */
export const emittedIdLimit = identifierLimit + 64

/** How the id of an emitted event ends: with the number that it has among those of its cause. */
export const emittedIdForm = /~[1-9][0-9]*$/

const name: FieldKind = { is: 'text', limit: identifierLimit }
const inputId: FieldKind = { is: 'text', limit: identifierLimit, without: '~' }
const emittedId: FieldKind = { is: 'text', limit: emittedIdLimit }
const attribute: FieldKind = { is: 'text', limit: 1_024 }
/** The longest source, in bytes, as an event names it. */
export const sourceLimit = 1_024

const note: FieldKind = { is: 'text', limit: 4_096 }
const time: FieldKind = { is: 'time' }
const stock: FieldKind = { is: 'number', least: 0, most: 2 ** 31 - 1 }
const units: FieldKind = { is: 'number', least: 1, most: 2 ** 31 - 1 }
const rev: FieldKind = { is: 'number', least: 1, most: Number.MAX_SAFE_INTEGER }

const counter: Fields = {
  reason: optional(name, 'why, as a code'),
  note: optional(note, 'why, in words'),
  countedby: optional(name, 'who counted'),
  countedat: optional(time, 'when it was counted, RFC 3339'),
}

/** Says which event it is; judged by itself, before all other fields. */
export const typeField: Fields = { type: optional({ is: 'anything' }, 'the name of the event') }

/** What any event may carry about itself; kept and exported, it decides nothing but identity and retries. */
export const metadata: Fields = {
  id: optional(inputId, 'names the event; with `source` it is applied once'),
  source: optional(attribute, 'who named the event; absent it is `urn:alloc`'),
  time: optional(time, 'when it happened, RFC 3339'),
  correlationid: optional(attribute, 'joins all that one request brought about'),
  causationid: optional(attribute, 'the id of what caused the event'),
  ...counter,
  retrybackorders: optional(
    { is: 'boolean' },
    'whether stock that the event brings is offered to backorders',
  ),
}

/** A CloudEvent may have it percent-encoded behind alloc's own. */
export const cloudEventSource: Fields = {
  source: optional({ is: 'text', limit: 4 * sourceLimit }, 'who named the event, as a URI reference'),
}

const ref = required(name, 'names the batch, over all SKUs')
const sku = required(name, 'what is sold')
const orderid = required(name, 'names the order; with `sku` it names the line')
const expectedrev = optional(rev, "the batch's rev that the quantity was made against")

/** What one entry of `counts` holds. */
export const countFields: Fields = {
  ref,
  qty: required(stock, 'the units that were found'),
  expectedrev,
  ...counter,
}

/** What each event of a log says, its metadata apart. */
export const inputFields: { readonly [T in InputEvent['type']]: Fields } = {
  BatchCreated: {
    ref,
    sku,
    qty: required(stock, 'the units purchased'),
    eta: optional({ is: 'date or null' }, 'the day it is expected, or null for a batch on hand'),
  },
  AllocationRequired: { orderid, sku, qty: required(units, 'the units ordered') },
  BatchQuantityChanged: {
    ref,
    qty: required(stock, 'the units now there or still to come, shipped ones not counted'),
    expectedrev,
  },
  StockCounted: { sku, counts: required({ is: 'counts' }, 'what was found, each batch once') },
  BatchArrived: { ref },
  OrderLineShipped: { orderid, sku },
  OrderLineCancelled: { orderid, sku },
}

const line: Fields = {
  orderid: optional(name, 'names the order'),
  sku: optional(name, 'what is sold'),
  qty: optional(units, 'the units of the line'),
}
const promise: Fields = { ...line, batchref: optional(name, 'names the batch') }

/** What each emitted event says; in a log it is only compared, so that any of it may be missing. */
export const outcomeFields: { readonly [T in EmittedEvent['type']]: Fields } = {
  Allocated: promise,
  AllocationRequired: line,
  OutOfStock: line,
  Deallocated: promise,
}

/** What alloc's own records of emitted events have beside their fields. */
export const recordFields: Fields = {
  record: optional({ is: 'anything' }, "tells alloc's own records apart"),
  seq: optional({ is: 'anything' }, 'numbers the events emitted into one database'),
  at: optional({ is: 'anything' }, 'the input that caused it'),
}

/** The metadata of an emitted event: as of any other, but for the longer id. */
export const outcomeMetadata: Fields = {
  ...metadata,
  id: optional(emittedId, 'the id of its cause, `~` and a number'),
}

function required(kind: FieldKind, says: string): Field {
  return { kind, required: true, says }
}

function optional(kind: FieldKind, says: string): Field {
  return { kind, required: false, says }
}
