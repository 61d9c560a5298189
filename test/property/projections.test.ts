import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type GivenEvent,
  memoryWarehouse,
  OrdersWaiting,
  StockBySku,
  type Warehouse,
} from '../../src/index.ts'
import { randomLog } from '../reference/random-log.ts'

test('projections that are told live, rebuilt, or resumed anywhere agree with the warehouse', {
  timeout: 120_000,
}, async () => {
  const met = { skus: 0, waiting: 0 }
  await fc.assert(
    fc.asyncProperty(
      randomLog({ retryBackorders: true, maxSteps: 80 }),
      fc.nat(60),
      fc.integer({ min: 1, max: 20 }),
      async (log, subscribedAt, groupSize) => {
        const events = log as readonly object[] as readonly GivenEvent[]
        const warehouse = memoryWarehouse({ retryBackorders: true })
        const live = projections()
        const resumed = projections()
        for (const projection of live) warehouse.bus.subscribeAll(projection)
        const options = { commit: groupSize, refusalsAllowed: Number.POSITIVE_INFINITY }
        await warehouse.replay(events.slice(0, subscribedAt), options)
        for (const projection of resumed) await warehouse.deliver(projection)
        for (const event of events.slice(subscribedAt)) await warehouse.handle(event).catch(() => {})
        for (const projection of resumed) await warehouse.deliver(projection)
        const rebuilt = projections()
        for (const projection of rebuilt) await warehouse.deliver(projection)

        const stock = stockIn(warehouse)
        const waiting = [...warehouse.backorders()].map(line => JSON.stringify(line)).sort()
        for (const [bySku, orders] of [live, resumed, rebuilt] as const) {
          expect(Object.fromEntries([...bySku.skus].map(sku => [sku, bySku.of(sku)]))).toEqual(stock)
          expect([...orders.lines].map(line => JSON.stringify(line)).sort()).toEqual(waiting)
        }
        expect(warehouse.bus.statistics.handlerErrors).toBe(0)
        met.skus += Object.keys(stock).length
        met.waiting += waiting.length
      },
    ),
    { numRuns: 80 },
  )

  expect(met.skus).toBeGreaterThan(50)
  expect(met.waiting).toBeGreaterThan(50)
})

function projections(): readonly [StockBySku, OrdersWaiting] {
  return [new StockBySku(), new OrdersWaiting()]
}

function stockIn(warehouse: Warehouse): object {
  const stock: Record<string, { qty: number; allocated: number; available: number }> = {}
  for (const { sku, qty, allocated, available } of warehouse.batches()) {
    const before = stock[sku] ?? { qty: 0, allocated: 0, available: 0 }
    stock[sku] = {
      qty: before.qty + qty,
      allocated: before.allocated + allocated,
      available: before.available + available,
    }
  }
  return stock
}
