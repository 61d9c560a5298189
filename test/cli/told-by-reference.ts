import { type LogEvent, ReferenceWarehouse } from '../reference/warehouse.ts'

/**
 * What `alloc replay -o ndjson` must print for a log of well-formed events that all stand, by the reference
 * model: it knows nothing of alloc's source, so that a fixture is right and not merely what alloc prints.
 */
export function toldByReference(name: string, log: string): string {
  const warehouse = new ReferenceWarehouse()
  const events: readonly LogEvent[] = log
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const handled = events.map((event, index) => {
    const at = `${name}:${index + 1}`
    return { at, ...warehouse.handle(event, at) }
  })
  const emitted = handled.flatMap(({ at, emitted }) => emitted.map(event => ({ at, ...event })))
  const backorders = warehouse.backorders()
  const without = (line: { orderid: string; sku: string }) =>
    emitted.some(
      ({ type, orderid, sku }) => type === 'OutOfStock' && orderid === line.orderid && sku === line.sku,
    )
  const became = (status: string) => handled.filter(({ verdict }) => verdict.status === status).length
  const records = [
    ...emitted.map(({ at, id, type, correlationid, causationid, seq, orderid, sku, qty, batchref }) => ({
      ...{ record: 'event', id, type, correlationid, causationid, seq, at, orderid, sku, qty, batchref },
    })),
    ...warehouse
      .batches()
      .toSorted((a, b) => Buffer.compare(Buffer.from(a.sku), Buffer.from(b.sku)) || day(a.eta) - day(b.eta))
      .map(({ ref, sku, eta, qty, allocated, available, rev, lines }) => ({
        ...{ record: 'batch', ref, sku, eta, qty, allocated, available, rev, lines },
      })),
    ...backorders.map(({ orderid, sku, qty }) => ({ record: 'backorder', orderid, sku, qty })),
    {
      ...{ record: 'summary', read: events.length, applied: became('applied'), repeated: became('repeated') },
      ...{ skipped: became('skipped'), outcomes: became('outcome'), rejected: became('refused') },
      ...{ emitted: emitted.length, outofstock: backorders.filter(without).length },
      ...{ committed: true, dryrun: false, db: null },
    },
  ]
  return records.map(record => `${JSON.stringify(record)}\n`).join('')
}

/** Stock on hand is before all that is due. */
function day(eta: string | null): number {
  return eta === null ? 0 : Date.parse(eta)
}
