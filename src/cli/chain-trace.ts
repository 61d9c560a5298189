import type { EmittedEvent, InputEvent } from '../domain/events.ts'
import type { TraceNode } from '../report/trace-tree.ts'
import { type Applied, placeOf } from '../service/store.ts'

type GrowingNode = TraceNode & { readonly children: GrowingNode[] }

/** An input and what it caused, as a tree. */
export function chainTrace(applied: Applied): TraceNode {
  const { input, id, chain, before } = applied
  const root: GrowingNode = {
    id,
    type: input.event.type,
    ...inputText(input.event, before),
    remark: placeOf(applied),
    children: [],
  }
  const nodes = [root]
  for (const { event, suffix, cause } of chain.emissions) {
    const node: GrowingNode = { id: id + suffix, type: event.type, ...emittedText(event), children: [] }
    nodes.push(node)
    nodes[cause]?.children.push(node)
  }
  return root
}

type Text = Pick<TraceNode, 'subject' | 'detail'>

function inputText(event: InputEvent, before: Applied['before']): Text {
  switch (event.type) {
    case 'BatchCreated':
      return {
        subject: event.ref,
        detail: `${event.sku} x ${event.qty}${event.eta ? `, due ${event.eta}` : ''}`,
      }
    case 'AllocationRequired':
      return { subject: event.orderid, detail: `${event.sku} x ${event.qty}` }
    case 'BatchQuantityChanged':
      return { subject: event.ref, detail: `${before[0]?.qty ?? '?'} -> ${event.qty}` }
    case 'StockCounted': {
      const counts = event.counts.map(
        ({ ref, qty }, index) => `${ref} ${before[index]?.qty ?? '?'} -> ${qty}`,
      )
      return { subject: event.sku, detail: counts.join(', ') }
    }
    case 'BatchArrived':
      return { subject: event.ref, detail: '' }
    case 'OrderLineShipped':
    case 'OrderLineCancelled':
      return { subject: event.orderid, detail: event.sku }
  }
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
