import { randomFrom } from './random.js'

/**
 * Logs that lean on one thing: the number of SKUs, of batches of one SKU, of lines of one batch, or on a case that
 * would be dear if something were looked through from its beginning.
 *
 * @typedef {{ name: string, says: string, events: (count: number) => Generator<object> }} Shape
 * @type {readonly Shape[]}
 */
export const shapes = [
  ...[1, 100, 10_000, 1_000_000].map(skus => ({
    name: `${power(skus)} SKUs`,
    says: 'orders over so many SKUs, each with a batch that is great enough; the SKUs come as they are needed',
    events: count => ordersOver(count, skus),
  })),
  ...[1, 100, 10_000, 100_000].map(batches => ({
    name: `${power(batches)} batches of one SKU`,
    says: 'orders of one SKU, each batch with room for a tenth of what is ordered from it',
    events: count => batchesOfOne(count, batches),
  })),
  ...[1, 100, 10_000, 100_000].map(lines => ({
    name: `${power(lines)} lines of a batch`,
    says: 'a batch is filled with so many lines, then the next',
    events: count => linesOf(count, lines),
  })),
  {
    name: 'one unit left each',
    says: 'one SKU: half of the events make batches of one unit, the others order two',
    events: tooSmallBatches,
  },
  {
    name: 'cut to zero',
    says: 'one batch holds a line for every two events; at the end it is cut to zero, and all are taken back',
    events: cutToZero,
  },
  {
    name: 'corrected again and again',
    says: 'every tenth event changes the quantity of one batch, whose lines go and come',
    events: corrected,
  },
  { name: 'every event a new SKU', says: 'batches only, each of a SKU of its own', events: newSkus },
  {
    name: 'random names',
    says: 'orders whose ids and order ids are UUIDs',
    events: randomNames,
  },
]

function* ordersOver(count, skus) {
  const random = randomFrom(1)
  const known = new Set()
  for (let n = 1; n <= count; n++) {
    const sku = `SKU-${random.between(1, skus)}`
    if (known.has(sku)) yield order(n, sku, 1)
    else yield batch(known.add(sku).size, sku, 2_000_000_000)
  }
}

function* batchesOfOne(count, batches) {
  for (let n = 1; n <= count; n++) {
    if (n <= batches && (n % 2 === 1 || batches === 1)) yield batch(n, 'SKU', 10)
    else if (n <= batches) yield order(n, 'SKU', 1)
    else if (n % 10 === 0) yield batch(n, 'SKU', 10)
    else yield order(n, 'SKU', 1)
  }
}

function* linesOf(count, lines) {
  for (let n = 0; n < count; n++)
    yield n % (lines + 1) === 0 ? batch(n + 1, 'SKU', lines) : order(n, 'SKU', 1)
}

function* tooSmallBatches(count) {
  for (let n = 1; n <= count; n++) yield n <= count / 2 ? batch(n, 'SKU', 1) : order(n, 'SKU', 2)
}

function* cutToZero(count) {
  yield batch(1, 'SKU', count)
  for (let n = 2; n <= count / 2; n++) yield order(n, 'SKU', 1)
  yield { type: 'BatchQuantityChanged', ref: 'batch-1', qty: 0 }
}

function* corrected(count) {
  yield batch(1, 'SKU', 1_000)
  yield batch(2, 'SKU', 2_000_000_000)
  for (let n = 3; n <= count; n++) {
    if (n % 10 === 0) yield { type: 'BatchQuantityChanged', ref: 'batch-1', qty: n % 20 === 0 ? 900 : 1_000 }
    else yield order(n, 'SKU', 1)
  }
}

function* newSkus(count) {
  for (let n = 1; n <= count; n++) yield batch(n, `SKU-${n}`, 10)
}

function* randomNames(count) {
  const random = randomFrom(1)
  for (let n = 1; n <= count; n++) {
    const event = n % 100 === 1 ? batch(n, 'SKU', 1_000) : { ...order(n, 'SKU', 1), orderid: random.uuid() }
    yield { id: random.uuid(), ...event }
  }
}

function batch(n, sku, qty) {
  return { type: 'BatchCreated', ref: `batch-${n}`, sku, qty, eta: null }
}

function order(n, sku, qty) {
  return { type: 'AllocationRequired', orderid: `order-${n}`, sku, qty }
}

function power(count) {
  return count === 1 ? '1' : `10^${Math.round(Math.log10(count))}`
}
