import { randomFrom } from './random.js'

/**
 * @typedef {'none' | 'sequential' | 'uuid'} Ids whether the events name themselves, and how
 * @typedef {{ events: number, skus: number, ids: Ids, seed: number }} Shape
 */

/** @type {Omit<Shape, 'events'>} */
export const usualShape = { skus: 2_000, ids: 'none', seed: 1 }

/**
 * A made-up warehouse's events, all valid: 10 % batches, 87 % orders, 3 % quantity changes. A new batch
 * brings what its product lacks, so that however long the log most orders are allocated and some are not;
 * most quantity changes are cuts, many below what is promised, so that lines are taken back.
 *
 * @param {Shape} shape
 * @returns {Generator<object>}
 */
export function* logEvents({ events, skus, ids, seed }) {
  const random = randomFrom(seed)
  const idRandom = randomFrom(seed + 1)
  /** @type {number[]} roughly, by product */
  const stock = []
  /** @type {{ product: number, qty: number }[]} */
  const batches = []
  let orders = 0

  for (let n = 1; n <= events; n++) {
    const kind = random.between(1, 100)
    if (kind <= 10 || batches.length === 0) yield named(n, batchCreated())
    else if (kind <= 97) yield named(n, allocationRequired())
    else yield named(n, batchQuantityChanged())
  }

  /** Every other batch is one of a new product, until there are all. */
  function batchCreated() {
    const isNew = stock.length === 0 || (stock.length < skus && batches.length % 2 === 1)
    const product = isNew ? stock.push(0) - 1 : random.between(0, stock.length - 1)
    const qty = Math.max(20, random.between(60, 180) - (stock[product] ?? 0))
    bring(product, qty)
    const eta = random.between(0, 1) === 0 ? null : day(random.between(0, 364))
    return { type: 'BatchCreated', ref: refOf(batches.push({ product, qty })), sku: skuOf(product), qty, eta }
  }

  function allocationRequired() {
    const product = random.between(0, stock.length - 1)
    const qty = random.between(1, 10)
    bring(product, -qty)
    return { type: 'AllocationRequired', orderid: `order-${++orders}`, sku: skuOf(product), qty }
  }

  function batchQuantityChanged() {
    const number = random.between(1, batches.length)
    const batch = batches[number - 1]
    const qty = random.between(0, Math.ceil(batch.qty * 1.25))
    bring(batch.product, qty - batch.qty)
    batch.qty = qty
    return { type: 'BatchQuantityChanged', ref: refOf(number), qty }
  }

  /**
   * @param {number} product
   * @param {number} units
   */
  function bring(product, units) {
    stock[product] = Math.max(0, (stock[product] ?? 0) + units)
  }

  /**
   * The ids are drawn apart, so that logs with and without them tell the same story.
   *
   * @param {number} n
   * @param {object} event
   */
  function named(n, event) {
    if (ids === 'none') return event
    return { id: ids === 'uuid' ? idRandom.uuid() : `event-${n}`, ...event }
  }
}

/** @param {number} product */
function skuOf(product) {
  return `SKU-${String(product + 1).padStart(4, '0')}`
}

/** @param {number} number */
function refOf(number) {
  return `batch-${number}`
}

/** @param {number} offset in days from the first of January 2030 */
function day(offset) {
  return new Date(Date.UTC(2030, 0, 1 + offset)).toISOString().slice(0, 10)
}
