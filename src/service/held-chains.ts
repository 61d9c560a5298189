import {
  type AllocationRequired,
  batchrefOf,
  type EmittedEvent,
  emittedTypes,
  type InputEvent,
} from '../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../domain/identifiers.ts'
import { type Origin, type Published, publishedEmission, publishedInput } from './published.ts'
import { type Applied, placeOf } from './store.ts'

/**
 * What of many chains leaves, as numbers and texts. Objects that live until a commit cost more to collect than to make;
 * of an order and its allocation only the order's name is new here. To be read once, in order.
 */
export class HeldChains {
  readonly #numbers: number[] = []
  #numberCount = 0
  readonly #texts: string[] = []
  #textCount = 0
  /** The inputs that are no orders: they are few. */
  readonly #others: InputEvent[] = []
  #name: string | undefined
  #characters = 0

  /** About how many bytes they take: a text may be a part of the log's. */
  get size(): number {
    return 8 * (this.#numberCount + this.#textCount) + this.#characters
  }

  /** Forgets all, but keeps the room for more. */
  clear(): void {
    this.#numberCount = 0
    this.#textCount = 0
    this.#others.length = 0
    this.#name = undefined
    this.#characters = 0
  }

  add({ input, id, run, line, at, row, seq, chain }: Applied): void {
    const { event, source, correlationid, causationid, time, text } = input
    const { emissions } = chain
    const order = event.type === 'AllocationRequired' ? event : undefined
    const isNewName = run.name !== this.#name
    this.#number(
      (isNewName ? has.name : 0) |
        (id === at ? 0 : has.id) |
        (source === undefined ? 0 : has.source) |
        (correlationid === undefined ? 0 : has.correlationid) |
        (causationid === undefined ? 0 : has.causationid) |
        (time === undefined ? 0 : has.time) |
        (order ? has.order : 0),
    )
    if (isNewName) this.#text(run.name)
    if (id !== at) this.#text(id)
    if (source !== undefined) this.#text(source)
    if (correlationid !== undefined) this.#text(correlationid)
    if (causationid !== undefined) this.#text(causationid)
    if (time !== undefined) this.#text(time)
    this.#number(line)
    this.#number(row)
    this.#number(seq)
    if (order) this.#order(order, emissions[0]?.event)
    else this.#others.push(event)
    this.#number(emissions.length)
    for (const { event: emitted, suffix } of emissions) {
      this.#text(suffix)
      this.#emitted(emitted, order)
    }
    this.#name = run.name
    this.#characters += text.length
  }

  /**
   * The events of the chains, in order.
   *
   * @param least how many are read at once, or a few more: those of a chain are not parted
   */
  *groups(least: number): Generator<readonly Published[]> {
    const read = new Reading(this.#numbers, this.#texts, this.#others)
    while (read.numbers < this.#numberCount) {
      const events: Published[] = []
      while (read.numbers < this.#numberCount && events.length < least) read.chain(events)
      yield events
    }
  }

  /** @param first what it emitted first: its text of the SKU is the product's, which is older */
  #order({ orderid, sku, qty }: AllocationRequired, first: EmittedEvent | undefined): void {
    this.#text(orderid)
    this.#text(first?.sku === sku ? first.sku : sku)
    this.#number(qty)
  }

  /** @param order what it may have its line from, as most do */
  #emitted(event: EmittedEvent, order: AllocationRequired | undefined): void {
    const { orderid, sku, qty } = event
    const batchref = batchrefOf(event)
    const isOfOrder =
      order !== undefined && orderid === order.orderid && sku === order.sku && qty === order.qty
    const type = emittedTypes.indexOf(event.type)
    this.#number(type | (isOfOrder ? ofOrder : 0) | (batchref === undefined ? 0 : withBatch))
    if (!isOfOrder) {
      this.#text(orderid)
      this.#text(sku)
      this.#number(qty)
    }
    if (batchref !== undefined) this.#text(batchref)
  }

  #number(number: number): void {
    this.#numbers[this.#numberCount++] = number
  }

  #text(text: string): void {
    this.#texts[this.#textCount++] = text
  }
}

/** Reads them back: it is the origin of the events that it reads. What is a name was judged to be one when it came in. */
class Reading implements Origin {
  id = ''
  source: string | undefined
  correlationid: string | undefined
  causationid: string | undefined
  time: string | undefined
  row = 0
  seq = 0
  at = ''
  /** How many numbers were read. */
  numbers = 0
  #textCount = 0
  #otherCount = 0
  #run = { name: '' }
  readonly #numbers: readonly number[]
  readonly #texts: readonly string[]
  readonly #others: readonly InputEvent[]

  constructor(numbers: readonly number[], texts: readonly string[], others: readonly InputEvent[]) {
    this.#numbers = numbers
    this.#texts = texts
    this.#others = others
  }

  /** Adds the events of the next chain. */
  chain(events: Published[]): void {
    const flags = this.#number()
    if (flags & has.name) this.#run = { name: this.#text() }
    const id = flags & has.id ? this.#text() : undefined
    this.source = flags & has.source ? this.#text() : undefined
    this.correlationid = flags & has.correlationid ? this.#text() : undefined
    this.causationid = flags & has.causationid ? this.#text() : undefined
    this.time = flags & has.time ? this.#text() : undefined
    this.at = placeOf({ run: this.#run, line: this.#number() })
    this.id = id ?? this.at
    this.row = this.#number()
    this.seq = this.#number()
    const order = flags & has.order ? this.#order() : undefined
    events.push(publishedInput(this, order ?? this.#other()))
    const count = this.#number()
    for (let index = 0; index < count; index++) {
      const suffix = this.#text()
      events.push(publishedEmission(this, this.#emitted(order), suffix, index))
    }
  }

  #order(): AllocationRequired {
    const orderid = this.#text() as OrderId
    const sku = this.#text() as Sku
    return { type: 'AllocationRequired', orderid, sku, qty: this.#number() }
  }

  #emitted(order: AllocationRequired | undefined): EmittedEvent {
    const flags = this.#number()
    const type = emittedTypes[flags & 3]
    const { orderid, sku, qty } = order && flags & ofOrder ? order : this.#order()
    const batchref = flags & withBatch ? (this.#text() as BatchRef) : undefined
    if (type === 'OutOfStock') return { type, orderid, sku, qty }
    if (batchref === undefined) return { type: 'AllocationRequired', orderid, sku, qty }
    if (type === 'Allocated' || type === 'Deallocated') return { type, orderid, sku, qty, batchref }
    return { type: 'AllocationRequired', orderid, sku, qty, takenFrom: batchref }
  }

  #other(): InputEvent {
    return this.#others[this.#otherCount++] as InputEvent
  }

  #number(): number {
    return this.#numbers[this.numbers++] as number
  }

  #text(): string {
    return this.#texts[this.#textCount++] as string
  }
}

/** What is written of an input: the rest can be told without. */
const has = { name: 1, id: 2, source: 4, correlationid: 8, causationid: 16, time: 32, order: 64 }

/** What is written of an emitted event beside the number of its type. */
const ofOrder = 4
const withBatch = 8
