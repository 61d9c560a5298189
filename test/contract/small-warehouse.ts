import { Product } from '../../src/domain/product.ts'
import { RecordsInMemory } from '../../src/domain/records-in-memory.ts'
import type { Store } from '../../src/service/store.ts'
import { StagedUnitOfWork } from '../../src/service/unit-of-work.ts'
import {
  allocationRequired,
  batchCreated,
  batchQuantityChanged,
  orderid,
  orderLineCancelled,
  orderLineShipped,
  sku,
} from '../domain/facts.ts'

/** Lines of every kind; batches whose order of creation is not that in which they are asked for units. */
export const smallWarehouse = [
  batchCreated('b1', 4, '2030-01-01'),
  batchCreated('b2', 10),
  batchCreated('b3', 0, '2030-01-02'),
  batchCreated('c1', 5, null, 'CHAIR'),
  allocationRequired('o1', 6),
  allocationRequired('o2', 9),
  allocationRequired('o3', 1),
  orderLineCancelled('o3'),
  batchQuantityChanged('b2', 6),
  allocationRequired('o4', 1),
  allocationRequired('o5', 2),
  orderLineShipped('o5'),
  batchQuantityChanged('b2', 10, 2),
  allocationRequired('o1', 7, 'CHAIR'),
]

export function onFire(): never {
  throw new Error('the printer is on fire')
}

export function inGroup(store: Store): StagedUnitOfWork {
  store.begin()
  return new StagedUnitOfWork(store.products)
}

export function product(store: Store, name = 'LAMP'): Product {
  const found = store.products.get(sku(name))
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

export function productWithBatchesAndLines(): Product {
  const made = new Product(sku('LAMP'), new RecordsInMemory())
  for (const name of ['b1', 'b2', 'b3', 'b4']) made.addBatch(batchCreated(name, 10))
  made.allocate(orderid('o1'), 3)
  return made
}
