import { expect } from 'vitest'
import type { Store } from '../../src/service/store.ts'
import { type LogEvent, ReferenceWarehouse } from '../reference/warehouse.ts'
import { Engine, type Holdings, holdings } from '../service/engine.ts'

export type Beside = {
  readonly retryBackorders: boolean
  /** Is called after each event. */
  readonly after: ((store: Store, reference: ReferenceWarehouse) => void) | undefined
}

/** Tells a log to a store and to the reference, which must say the same of each event, and hold the same at the end. */
export function replayBesideReference(store: Store, log: readonly LogEvent[], options: Beside): void {
  const { retryBackorders, after } = options
  const engine = new Engine(store, { retryBackorders })
  const reference = new ReferenceWarehouse({ retryBackorders })
  const counted = new Map<string, number>()
  for (const [index, event] of log.entries()) {
    const expected = reference.handle(event, `log:${index + 1}`)
    expect(engine.tell(event)).toEqual(expected)
    const { status } = expected.verdict
    counted.set(status, (counted.get(status) ?? 0) + 1)
    after?.(store, reference)
  }
  engine.replay.commit()
  const { applied, repeated, skipped, outcomes, rejected } = engine.replay.counts
  expect([applied, repeated, skipped, outcomes, rejected]).toEqual(
    ['applied', 'repeated', 'skipped', 'outcome', 'refused'].map(status => counted.get(status) ?? 0),
  )
  expect(holdings(store)).toEqual(holdingsOf(reference))
}

/** In the order of a store's views: by sku, then in allocation order. */
export function holdingsOf(reference: ReferenceWarehouse): Holdings {
  return {
    batches: reference
      .batches()
      .toSorted((a, b) => order(a.sku, b.sku) || order(a.eta ?? '', b.eta ?? ''))
      .map(batch => ({ ...batch })),
    lines: [...reference.orderLines()],
    backorders: [...reference.backorders()],
  }
}

/** Throws where a batch promises what it does not have, or a line stands in two places. */
export function checkPromises(store: Store): void {
  const { batches, lines, backorders } = holdings(store)
  const promised = [...store.batches('all')].flatMap(({ qty, allocated, available, lines }) => {
    const held = [...lines]
    expect(allocated).toBe(held.reduce((units, line) => units + line.qty, 0))
    expect(available).toBe(qty - allocated)
    expect(available).toBeGreaterThanOrEqual(0)
    return held
  })
  const open = lines.filter(line => line.state === 'open')
  expect(promised.length + backorders.length).toBe(open.length)
  expect(open.filter(line => line.batchref === null).length).toBe(backorders.length)
  expect(new Set(lines.map(line => `${line.orderid} ${line.sku}`)).size).toBe(lines.length)
  expect(new Set(batches.map(batch => Reflect.get(batch, 'ref'))).size).toBe(batches.length)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
