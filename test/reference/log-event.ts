/** One line of a log as a flat JSON object; its fields are taken to be well-formed already. */
export type LogEvent = { readonly type: string; readonly [field: string]: unknown }

/** What a stock-take says of one batch, without its metadata. */
export type Count = { readonly ref: string; readonly qty: number; readonly expectedrev: number | null }

const businessFields = ['type', 'ref', 'orderid', 'sku', 'qty', 'expectedrev']

/** Outcomes are told by their type; an `AllocationRequired` is one only if its id ends in `~n` (section 2). */
export function isOutcome(event: LogEvent, id: string): boolean {
  if (['Allocated', 'OutOfStock', 'Deallocated'].includes(event.type)) return true
  return event.type === 'AllocationRequired' && /~[1-9][0-9]*$/.test(id)
}

/** Same type and business fields; `counts` as a set, an absent `eta` as null, metadata left out (section 2). */
export function sameContent(one: LogEvent, other: LogEvent): boolean {
  if (businessFields.some(field => one[field] !== other[field])) return false
  if (eta(one) !== eta(other)) return false
  const [ours, theirs] = [counts(one), counts(other)]
  return ours.length === theirs.length && ours.every(count => theirs.some(its => sameCount(count, its)))
}

/** The text of a field that must be there. */
export function text(fields: object, field: string): string {
  const value: unknown = Reflect.get(fields, field)
  if (typeof value === 'string') return value
  throw new Error(`${field} is no text in ${JSON.stringify(fields)}`)
}

/** The number of a field that must be there. */
export function number(fields: object, field: string): number {
  const value: unknown = Reflect.get(fields, field)
  if (typeof value === 'number') return value
  throw new Error(`${field} is no number in ${JSON.stringify(fields)}`)
}

/** The day on which a batch is due, null for one on hand. */
export function eta(event: LogEvent): string | null {
  return event.eta === undefined || event.eta === null ? null : text(event, 'eta')
}

/** What a `BatchQuantityChanged` or one of the counts of a `StockCounted` says. */
export function count(fields: object): Count {
  const expectedrev = 'expectedrev' in fields ? number(fields, 'expectedrev') : null
  return { ref: text(fields, 'ref'), qty: number(fields, 'qty'), expectedrev }
}

/** The counts of a `StockCounted`, in the event's order; none for any other event. */
export function counts(event: LogEvent): readonly Count[] {
  if (!Array.isArray(event.counts)) return []
  return event.counts.map(count)
}

function sameCount(one: Count, other: Count): boolean {
  return one.ref === other.ref && one.qty === other.qty && one.expectedrev === other.expectedrev
}
