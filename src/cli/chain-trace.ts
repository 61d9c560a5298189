import type { EmittedEvent, InputEvent, StockCounted } from '../domain/events.ts'
import { visibleText } from '../domain/visible-text.ts'
import { countText } from '../report/count-text.ts'
import type { TraceNode } from '../report/trace-tree.ts'
import type { Emission } from '../service/chain.ts'
import { type Applied, type BatchBefore, placeOf } from '../service/store.ts'
import { type EventMetadata, metadataOf, type Why } from '../wire/event-metadata.ts'

/** An input and what it emitted, as a replay or the journal has it. */
export type Traced = Pick<Applied, 'id' | 'line'> & {
  readonly run: { readonly name: string }
  readonly event: InputEvent
  readonly text: string
  /** Empty for an event that changed nothing. */
  readonly before: readonly Pick<BatchBefore, 'ref' | 'qty' | 'shipped'>[]
  readonly emissions: readonly Emission[]
}

export type TraceOptions = {
  /** So many counts of a stock-take are told one by one. */
  readonly countLimit: number
  /** Where a cause stands that an input names, if it is known. */
  readonly placeOfCause?: (causationid: string) => string
}

/** The events of a chain in order of emission, each with what it caused: the first is the input, and so the tree. */
export type ChainNodes = readonly [TraceNode, ...(readonly TraceNode[])]

type GrowingNode = TraceNode & { readonly children: GrowingNode[] }

/** An input and what it caused. */
export function chainTrace(traced: Traced, options: TraceOptions): ChainNodes {
  const { id, event, emissions } = traced
  const metadata = metadataOf(traced.text)
  const at = placeOf(traced)
  const root: GrowingNode = {
    ...{ id, type: event.type, at },
    ...inputText(traced, options.countLimit),
    remark: metadata.time === undefined ? at : `${at}  ${metadata.time}`,
    notes: [...notesOf(event, metadata, options)],
    children: [],
  }
  const nodes: [GrowingNode, ...GrowingNode[]] = [root]
  for (const { event: emitted, suffix, cause } of emissions) {
    const node = { id: id + suffix, type: emitted.type, at, ...emittedText(emitted), children: [] }
    nodes.push(node)
    nodes[cause]?.children.push(node)
  }
  return nodes
}

type Text = Pick<TraceNode, 'subject' | 'detail'>

function inputText(traced: Traced, countLimit: number): Text {
  const { event, before } = traced
  switch (event.type) {
    case 'BatchCreated':
      return {
        subject: event.ref,
        detail: `${event.sku} x ${event.qty}${event.eta ? `, due ${event.eta}` : ''}`,
      }
    case 'AllocationRequired':
      return { subject: event.orderid, detail: `${event.sku} x ${event.qty}` }
    case 'BatchQuantityChanged':
      return { subject: event.ref, detail: change(before[0]?.qty, event.qty) }
    case 'StockCounted':
      return { subject: event.sku, detail: countsText(event, traced, countLimit) }
    case 'BatchArrived':
      return { subject: event.ref, detail: '' }
    case 'OrderLineShipped':
      return { subject: event.orderid, detail: shipmentText(event.sku, traced) }
    case 'OrderLineCancelled':
      return { subject: event.orderid, detail: event.sku }
  }
}

/** An event that only repeats what is known has no earlier quantity in the journal: it is the same. */
function change(before: number | null | undefined, qty: number): string {
  return `${before ?? qty} -> ${qty}`
}

function shipmentText(sku: string, { before: [batch] }: Traced): string {
  if (batch?.shipped === undefined) return sku
  const { ref, qty, shipped } = batch
  const left = qty === null ? '' : ` (${change(qty, qty - shipped)})`
  return `${sku} x ${shipped} <- ${ref}${left}`
}

/** First the counts of batches that had to give lines back, where not all can be told. */
function countsText({ counts }: StockCounted, { before, emissions }: Traced, limit: number): string {
  const quantities = new Map(before.map(({ ref, qty }) => [ref, qty]))
  const told = counts.length > limit ? givingFirst(counts, emissions).slice(0, limit) : counts
  const texts = told.map(({ ref, qty }) => `${ref} ${change(quantities.get(ref), qty)}`)
  const rest = counts.length - told.length
  return texts.join(', ') + (rest > 0 ? ` and ${countText(rest)} more` : '')
}

function givingFirst(counts: StockCounted['counts'], emissions: readonly Emission[]): StockCounted['counts'] {
  const giving = new Set(
    emissions.map(({ event }) => (event.type === 'AllocationRequired' ? event.takenFrom : undefined)),
  )
  return [...counts.filter(({ ref }) => giving.has(ref)), ...counts.filter(({ ref }) => !giving.has(ref))]
}

function* notesOf(
  event: InputEvent,
  { source, correlationid, causationid, why, counts }: EventMetadata,
  { countLimit, placeOfCause }: TraceOptions,
): Generator<string> {
  const reason = whyText(why)
  if (reason !== '') yield reason
  if (event.type === 'StockCounted') yield* countNotes(counts, countLimit)
  if (source !== undefined) yield `from ${source}`
  if (correlationid !== undefined) yield `part of ${correlationid}`
  if (causationid !== undefined) yield `caused by ${causationid}${placeOfCause?.(causationid) ?? ''}`
}

function* countNotes(counts: ReadonlyMap<string, Why>, limit: number): Generator<string> {
  const texts = [...counts].map(([ref, why]) => [ref, whyText(why)]).filter(([, text]) => text !== '')
  for (const [ref, text] of texts.slice(0, limit)) yield `${ref}: ${text}`
  const rest = texts.length - limit
  if (rest > 0) yield `and ${countText(rest)} more`
}

function whyText({ reason, note, countedby, countedat }: Why): string {
  const parts = [
    reason,
    note && `"${visibleText(note)}"`,
    countedby && `counted by ${countedby}`,
    countedat && `counted at ${countedat}`,
  ]
  return parts.filter(part => part !== undefined).join(', ')
}

function emittedText(event: EmittedEvent): Text & Pick<TraceNode, 'remark'> {
  const units = `${event.sku} x ${event.qty}`
  switch (event.type) {
    case 'Allocated':
      return { subject: event.orderid, detail: `${units} -> ${event.batchref}` }
    case 'Deallocated':
      return { subject: event.orderid, detail: `${units} <- ${event.batchref}` }
    case 'OutOfStock':
      return { subject: event.orderid, detail: units }
    case 'AllocationRequired': {
      const remark =
        event.takenFrom === undefined ? 'backorder offered stock' : `taken back from ${event.takenFrom}`
      return { subject: event.orderid, detail: units, remark }
    }
  }
}
