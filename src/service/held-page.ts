import {
  type AllocationRequired,
  type EmittedEvent,
  emittedTypes,
  type InputEvent,
} from '../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../domain/identifiers.ts'
import { firstSuffix } from './chain.ts'
import { type Origin, type Published, publishedEmission, publishedInput } from './published.ts'
import { placeOf } from './store.ts'

/** What of some chains leaves. */
export type HeldPage = {
  /** Wide where a program's own handlers emitted quantities beyond 32 bits. */
  readonly numbers: Int32Array | Float64Array
  /** Those of orders, joined: they are new with each order, and many. */
  readonly names: string
  readonly texts: readonly string[]
  /** The inputs that are no orders. */
  readonly others: readonly InputEvent[]
  /** About how many bytes it takes. */
  readonly size: number
}

/** What is written of an input: the rest can be told without. */
export const has = {
  name: 1,
  place: 2,
  id: 4,
  source: 8,
  correlationid: 16,
  causationid: 32,
  time: 64,
  order: 128,
}

/** What is written of an emitted event beside the number of its type. */
export const ofOrder = 4
export const withBatch = 8
export const withSuffix = 16

/** No order's name has it, for it was judged; what a program's own handlers emit was not. */
export const separator = '\0'

/**
 * The events of a page, in order.
 *
 * @param least how many are read at once, or a few more: those of a chain are not parted
 */
export function* eventsOfPage(page: HeldPage, least: number): Generator<readonly Published[]> {
  const reading = new Reading(page)
  while (!reading.isAtEnd) {
    const events: Published[] = []
    while (!reading.isAtEnd && events.length < least) reading.chain(events)
    yield events
  }
}

/** Reads a page: it is the origin of the events that it reads. What is a name was judged to be one when it came in. */
class Reading implements Origin {
  id = ''
  source: string | undefined
  correlationid: string | undefined
  causationid: string | undefined
  time: string | undefined
  row = 0
  seq = 0
  at = ''
  #numberCount = 0
  #nameCount = 0
  #textCount = 0
  #otherCount = 0
  #run = { name: '' }
  #lineNumber = 0
  readonly #numbers: Int32Array | Float64Array
  readonly #names: readonly string[]
  readonly #texts: readonly string[]
  readonly #others: readonly InputEvent[]

  constructor({ numbers, names, texts, others }: HeldPage) {
    this.#numbers = numbers
    this.#names = names.split(separator)
    this.#texts = texts
    this.#others = others
  }

  get isAtEnd(): boolean {
    return this.#numberCount === this.#numbers.length
  }

  /** Adds the events of the next chain. */
  chain(events: Published[]): void {
    const flags = this.#number()
    if (flags & has.name) this.#run = { name: this.#text() }
    if (flags & has.place) {
      this.#lineNumber = this.#number()
      this.row = this.#number()
      this.seq = this.#number()
    }
    this.at = placeOf({ run: this.#run, line: this.#lineNumber })
    this.id = flags & has.id ? this.#text() : this.at
    this.source = flags & has.source ? this.#text() : undefined
    this.correlationid = flags & has.correlationid ? this.#text() : undefined
    this.causationid = flags & has.causationid ? this.#text() : undefined
    this.time = flags & has.time ? this.#text() : undefined
    const order = flags & has.order ? this.#order() : undefined
    events.push(publishedInput(this, order ?? this.#other()))
    const count = this.#number()
    for (let index = 0; index < count; index++) events.push(this.#emission(order, index))
    this.#lineNumber++
    this.row++
    this.seq += count
  }

  #order(): AllocationRequired {
    const orderid = this.#names[this.#nameCount++] as OrderId
    const sku = this.#text() as Sku
    return { type: 'AllocationRequired', orderid, sku, qty: this.#number() }
  }

  #line(): Line {
    const orderid = this.#text() as OrderId
    const sku = this.#text() as Sku
    return { orderid, sku, qty: this.#number() }
  }

  #emission(order: AllocationRequired | undefined, index: number): Published {
    const flags = this.#number()
    const line = order && flags & ofOrder ? order : this.#line()
    const batchref = flags & withBatch ? (this.#text() as BatchRef) : undefined
    const suffix = flags & withSuffix ? this.#text() : firstSuffix
    return publishedEmission(this, emitted(emittedTypes[flags & 3], line, batchref), suffix, index)
  }

  #other(): InputEvent {
    return this.#others[this.#otherCount++] as InputEvent
  }

  #number(): number {
    return this.#numbers[this.#numberCount++] as number
  }

  #text(): string {
    return this.#texts[this.#textCount++] as string
  }
}

/** What every emitted event is about. */
type Line = Pick<EmittedEvent, 'orderid' | 'sku' | 'qty'>

function emitted(
  type: EmittedEvent['type'] | undefined,
  { orderid, sku, qty }: Line,
  batchref: BatchRef | undefined,
): EmittedEvent {
  if (type === 'OutOfStock') return { type, orderid, sku, qty }
  if (batchref === undefined) return { type: 'AllocationRequired', orderid, sku, qty }
  if (type === 'Allocated' || type === 'Deallocated') return { type, orderid, sku, qty, batchref }
  return { type: 'AllocationRequired', orderid, sku, qty, takenFrom: batchref }
}
