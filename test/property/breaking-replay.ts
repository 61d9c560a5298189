import fc from 'fast-check'
import { Refusal } from '../../src/domain/refusal.ts'
import type { HandlerTable } from '../../src/service/handler.ts'
import { handlers } from '../../src/service/handlers.ts'
import type { Store } from '../../src/service/store.ts'
import type { LogEvent } from '../reference/warehouse.ts'
import { Engine, type Told } from '../service/engine.ts'

/** After how many of its messages the chain of each line breaks; 0 and none are never. */
export const breakages = fc.array(fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4, 5), { maxLength: 90, size: 'max' })

/** Replays a log some of whose chains break when part of their work is committed; `after` is called behind each line. */
export function breakingReplay(
  store: Store,
  log: readonly LogEvent[],
  breaks: readonly number[],
  after?: (line: number, engine: Engine) => unknown,
): readonly Told[] {
  const fuse = { length: 0 }
  const engine = new Engine(store, { handlers: breakingBy(fuse) })
  const told = log.map((event, index) => {
    fuse.length = breaks[index] ?? 0
    const each = engine.tell(event)
    after?.(index + 1, engine)
    return each
  })
  engine.replay.commit()
  return told
}

export function hasBroken({ verdict }: Told): boolean {
  return 'code' in verdict && verdict.code === 'chain-too-long'
}

function breakingBy(fuse: { length: number }): HandlerTable {
  const burn = () => {
    fuse.length--
    if (fuse.length === 0) throw new Refusal('chain-too-long', ['type'], 'broken on purpose')
  }
  return {
    BatchCreated: [...handlers.BatchCreated, burn],
    AllocationRequired: [...handlers.AllocationRequired, burn],
    BatchQuantityChanged: [...handlers.BatchQuantityChanged, burn],
    StockCounted: [...handlers.StockCounted, burn],
    BatchArrived: [...handlers.BatchArrived, burn],
    OrderLineShipped: [...handlers.OrderLineShipped, burn],
    OrderLineCancelled: [...handlers.OrderLineCancelled, burn],
    Allocated: [burn],
    OutOfStock: [burn],
    Deallocated: [burn],
  }
}
