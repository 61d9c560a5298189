import {
  type AllocationRequired,
  batchrefOf,
  type EmittedEvent,
  emittedTypes,
  type InputEvent,
} from '../domain/events.ts'
import { firstSuffix } from './chain.ts'
import { type HeldPage, has, ofOrder, separator, withBatch, withSuffix } from './held-page.ts'
import type { Applied } from './store.ts'

/** So many numbers make a page, those of a thousand orders: names that live longer outlive the cheap collections of garbage. */
const pageNumbers = 4_000

/** So do so many characters beside the orders' names: of inputs that are no orders, or have metadata, all are counted. */
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
      this.#characters += orderid.length
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
