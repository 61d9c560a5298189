import {
  type AllocationRequired,
  batchrefOf,
  type EmittedEvent,
  emittedTypes,
  type InputEvent,
} from '../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../domain/identifiers.ts'
import { firstSuffix } from './chain.ts'
import { type Origin, type Published, publishedEmission, publishedInput } from './published.ts'
import { type Applied, placeOf } from './store.ts'

/** What of some chains leaves. */
export type HeldPage = {
  /** Wide where a program's own handlers emitted quantities beyond 32 bits. */
  readonly numbers: Int32Array | Float64Array
  /** Those of orders, joined: they are new with each order, and many. */
  readonly names: string
  readonly texts: readonly string[]
  /** The inputs that are no orders: they are few. */
  readonly others: readonly InputEvent[]
  /** About how many bytes it takes. */
  readonly size: number
}

/** So many numbers make a page, those of a thousand orders: names that live longer outlive the cheap collections of garbage. */
const pageNumbers = 4_000

/** So do so many characters of whatever is no order, or has metadata. */
const pageCharacters = 256 * 1024

/** Turns chains into pages: objects that live until a commit cost more to collect than to make. */
export class HeldChains {
  readonly #numbers: number[] = []
  #numberCount = 0
  #names: string[] = []
  #texts: string[] = []
  #others: InputEvent[] = []
  #isWide = false
  #characters = 0
  readonly #next = new Expected()

  /** Whether there is enough for a page. */
  get isFull(): boolean {
    return this.#numberCount >= pageNumbers || this.#characters >= pageCharacters
  }

  /** Forgets all, but keeps the room for more. */
  clear(): void {
    this.#numberCount = 0
    this.#names = []
    this.#texts = []
    this.#others = []
    this.#isWide = false
    this.#characters = 0
    this.#next.clear()
  }

  /** What was added since the last page. */
  takePage(): HeldPage {
    const numbers = new (this.#isWide ? Float64Array : Int32Array)(this.#numberCount)
    for (let at = 0; at < numbers.length; at++) numbers[at] = this.#numbers[at] ?? 0
    const [names, texts, others] = [this.#names.join(separator), this.#texts, this.#others]
    const size = numbers.byteLength + names.length + 8 * texts.length + this.#characters
    const page = { numbers, names, texts, others, size }
    this.clear()
    return page
  }

  add(applied: Applied): void {
    const { run, line, row, seq } = applied
    const { event, text } = applied.input
    const { emissions } = applied.chain
    const order = event.type === 'AllocationRequired' ? event : undefined
    const next = this.#next
    const isNewName = run.name !== next.name
    const isElsewhere = line !== next.line || row !== next.row || seq !== next.seq
    const metadata = metadataOf(applied)
    this.#number(
      metadata | (isNewName ? has.name : 0) | (isElsewhere ? has.place : 0) | (order ? has.order : 0),
    )
    // A text that is kept may be a part of the log's, and keep that.
    if (!order || metadata !== 0) this.#characters += text.length
    if (isNewName) this.#text(run.name)
    if (isElsewhere) {
      this.#number(line)
      this.#number(row)
      this.#number(seq)
    }
    if (metadata !== 0) this.#metadata(applied)
    if (order) this.#order(order, emissions[0]?.event)
    else this.#others.push(event)
    this.#number(emissions.length)
    for (const { event: emitted, suffix } of emissions) this.#emitted(emitted, suffix, order)
    next.follow(run.name, line, row, seq + emissions.length)
  }

  #metadata({ input, id, at }: Applied): void {
    const { source, correlationid, causationid, time } = input
    if (id !== at) this.#text(id)
    if (source !== undefined) this.#text(source)
    if (correlationid !== undefined) this.#text(correlationid)
    if (causationid !== undefined) this.#text(causationid)
    if (time !== undefined) this.#text(time)
  }

  /** @param first what it emitted first: its text of the SKU is the product's, which lives anyway */
  #order({ orderid, sku, qty }: AllocationRequired, first: EmittedEvent | undefined): void {
    this.#names.push(orderid)
    this.#text(first?.sku === sku ? first.sku : sku)
    this.#number(qty)
  }

  /** @param order what it may have its line from, as most do */
  #emitted(event: EmittedEvent, suffix: string, order: AllocationRequired | undefined): void {
    const { orderid, sku, qty } = event
    const batchref = batchrefOf(event)
    const isOfOrder =
      order !== undefined && orderid === order.orderid && sku === order.sku && qty === order.qty
    this.#number(
      emittedTypes.indexOf(event.type) |
        (isOfOrder ? ofOrder : 0) |
        (batchref === undefined ? 0 : withBatch) |
        (suffix === firstSuffix ? 0 : withSuffix),
    )
    if (!isOfOrder) {
      this.#text(orderid)
      this.#text(sku)
      this.#number(qty)
    }
    if (batchref !== undefined) this.#text(batchref)
    if (suffix !== firstSuffix) this.#text(suffix)
  }

  #number(number: number): void {
    const small = number | 0
    if (number !== small) this.#isWide = true
    // What is small already may still be in the form of a fraction, which all others would have to take.
    this.#numbers[this.#numberCount++] = number === small ? small : number
  }

  #text(text: string): void {
    this.#texts.push(text)
  }
}

/** What of an input's metadata must be written. */
function metadataOf({ input, id, at }: Applied): number {
  const { source, correlationid, causationid, time } = input
  return (
    (id === at ? 0 : has.id) |
    (source === undefined ? 0 : has.source) |
    (correlationid === undefined ? 0 : has.correlationid) |
    (causationid === undefined ? 0 : has.causationid) |
    (time === undefined ? 0 : has.time)
  )
}

/** Where the next chain is if it follows on the one before: then it need not be said. */
class Expected {
  name: string | undefined
  line = 0
  row = 0
  seq = 0

  clear(): void {
    this.name = undefined
    this.line = 0
    this.row = 0
    this.seq = 0
  }

  follow(name: string, line: number, row: number, seq: number): void {
    this.name = name
    this.line = line + 1
    this.row = row + 1
    this.seq = seq
  }
}

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

/** What is written of an input: the rest can be told without. */
const has = { name: 1, place: 2, id: 4, source: 8, correlationid: 16, causationid: 32, time: 64, order: 128 }

/** What is written of an emitted event beside the number of its type. */
const ofOrder = 4
const withBatch = 8
const withSuffix = 16

/** No order's name has it, for it was judged; what a program's own handlers emit was not. */
const separator = '\0'
