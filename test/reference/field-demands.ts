import { Numeral, type Tree } from './json-tree.ts'

/** Whether a value is what its field demands, by the tables of docs/events.md. */
export type Demand = (value: Tree) => boolean

export type Demands = { readonly [field: string]: Demand }

export const name = text(128)
const attribute = text(1_024)

const counted: Demands = { reason: name, note: text(4_096), countedby: name, countedat: isTime }

export const metadata: Demands = {
  id: value => name(value) && typeof value === 'string' && !value.includes('~'),
  source: attribute,
  time: isTime,
  correlationid: attribute,
  causationid: attribute,
  retrybackorders: value => typeof value === 'boolean',
  ...counted,
}

export const outcomeMetadata: Demands = { ...metadata, id: text(192) }

/** A CloudEvent may have its source percent-encoded; what it says may be as long as any. */
export const cloudEventSource: Demands = { source: text(4_096) }

export const plainSource = attribute

const stock = whole(0, 2_147_483_647)
const ordered = whole(1, 2_147_483_647)
const rev = whole(1, Number.MAX_SAFE_INTEGER)

/** A field that may be missing has a `?` behind its name. */
export const countDemands: Demands = { ref: name, qty: stock, 'expectedrev?': rev, ...optional(counted) }

export const inputDemands: { readonly [type: string]: Demands } = {
  BatchCreated: { ref: name, sku: name, qty: stock, 'eta?': value => value === null || isDay(value) },
  AllocationRequired: { orderid: name, sku: name, qty: ordered },
  BatchQuantityChanged: { ref: name, qty: stock, 'expectedrev?': rev },
  StockCounted: { sku: name, counts: value => Array.isArray(value) && value.length > 0 },
  BatchArrived: { ref: name },
  OrderLineShipped: { orderid: name, sku: name },
  OrderLineCancelled: { orderid: name, sku: name },
}

const line: Demands = { orderid: name, sku: name, qty: ordered }

export const outcomeDemands: { readonly [type: string]: Demands } = {
  Allocated: optional({ ...line, batchref: name }),
  AllocationRequired: optional(line),
  OutOfStock: optional(line),
  Deallocated: optional({ ...line, batchref: name }),
}

function optional(demands: Demands): Demands {
  return Object.fromEntries(Object.entries(demands).map(([field, demand]) => [`${field}?`, demand]))
}

function text(limit: number): Demand {
  return value =>
    typeof value === 'string' &&
    value !== '' &&
    value === value.trim() &&
    value === value.normalize('NFC') &&
    !unseen.test(value) &&
    new TextEncoder().encode(value).length <= limit
}

const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}\u115f\u1160\u3164\uffa0]/u

function whole(least: number, most: number): Demand {
  return value => {
    if (!(value instanceof Numeral) || !/^(0|-?[1-9]\d*)$/.test(value.text)) return false
    const exact = BigInt(value.text)
    return exact >= BigInt(least) && exact <= BigInt(most)
  }
}

function isDay(value: Tree): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

function isTime(value: Tree): boolean {
  if (typeof value !== 'string') return false
  const form =
    /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?(Z|[-+]([01]\d|2[0-3]):[0-5]\d)$/i
  const [, day = '', hour, minute, second, , zone = ''] = form.exec(value) ?? []
  if (!isDay(day)) return false
  if (second !== '60') return true
  // The second behind it begins a month in UTC.
  const next = new Date(Date.parse(`${day}T${hour}:${minute}:59${zone.toUpperCase()}`) + 1_000)
  return next.getUTCDate() === 1 && next.toISOString().includes('T00:00:00')
}
