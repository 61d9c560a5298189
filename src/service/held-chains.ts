import { type AllocationRequired, batchrefOf, type EmittedEvent, emittedTypes } from '../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../domain/identifiers.ts'
import { type Origin, type Published, placeOf, publishedEmission, publishedInput } from './published.ts'
import type { Applied } from './store.ts'

/** Room for the bytes and the numbers of some chains, since a group may be one; it doubles when it is full. */
const firstRoom = 1 << 12

/** The most numbers that an input takes, apart from what it emitted, and those that an emitted event takes. */
const numbersOfInput = 16
const numbersOfEmission = 6

/**
 * What of many chains leaves, as numbers and bytes: as objects it would be looked at again and again by whoever collects
 * garbage, and take several times the room. To be read once, in order.
 */
export class HeldChains {
  #numbers = new Float64Array(0)
  #count = 0
  #bytes = Buffer.alloc(0)
  #end = 0
  #name: string | undefined

  /** How many bytes they take. */
  get size(): number {
    return 8 * this.#count + this.#end
  }

  /** Forgets all, but keeps the room for more. */
  clear(): void {
    this.#end = 0
    this.#count = 0
    this.#name = undefined
  }

  add({ input, id, run, line, row, seq, chain }: Applied): void {
    const { event, source, correlationid, causationid, time } = input
    const { emissions } = chain
    this.#needNumbers(numbersOfInput + numbersOfEmission * emissions.length)
    const isNewName = run.name !== this.#name
    const isPlain = event.type === 'AllocationRequired'
    const begin = this.#end
    const lengthAt = this.#count++
    this.#number(
      (isNewName ? has.name : 0) |
        (isPlain ? 0 : has.json) |
        (source === undefined ? 0 : has.source) |
        (correlationid === undefined ? 0 : has.correlationid) |
        (causationid === undefined ? 0 : has.causationid) |
        (time === undefined ? 0 : has.time),
    )
    this.#text(id)
    if (isNewName) this.#text(run.name)
    if (source !== undefined) this.#text(source)
    if (correlationid !== undefined) this.#text(correlationid)
    if (causationid !== undefined) this.#text(causationid)
    if (time !== undefined) this.#text(time)
    this.#name = run.name
    this.#number(line)
    this.#number(row)
    this.#number(seq)
    if (isPlain) this.#emitted(event, undefined)
    else this.#text(JSON.stringify(event))
    this.#number(emissions.length)
    for (const { event: emitted, suffix } of emissions) {
      this.#text(suffix)
      this.#emitted(emitted, isPlain ? event : undefined)
    }
    this.#numbers[lengthAt] = this.#end - begin
  }

  /**
   * The events of the chains, in order.
   *
   * @param least how many are read at once, or a few more: those of a chain are not parted
   */
  *groups(least: number): Generator<readonly Published[]> {
    const read = new Reading(this.#numbers, this.#bytes)
    while (read.number < this.#count) {
      const events: Published[] = []
      while (read.number < this.#count && events.length < least) read.chain(events)
      yield events
    }
  }

  /** @param own what it may have its order line from, as most do */
  #emitted(event: EmittedEvent, own: AllocationRequired | undefined): void {
    const isOwnLine = own !== undefined && event.orderid === own.orderid && event.sku === own.sku
    const batchref = batchrefOf(event)
    const type = emittedTypes.indexOf(event.type)
    this.#number(type | (isOwnLine ? ownLine : 0) | (batchref === undefined ? 0 : withBatch))
    if (!isOwnLine) {
      this.#text(event.orderid)
      this.#text(event.sku)
    }
    if (batchref !== undefined) this.#text(batchref)
    this.#number(event.qty)
  }

  #number(number: number): void {
    this.#numbers[this.#count++] = number
  }

  /** A text is its length, and one byte a character; where that does not do, two, and the length is below zero. */
  #text(text: string): void {
    const { length } = text
    this.#needBytes(2 * length)
    const bytes = this.#bytes
    const begin = this.#end
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0xff) {
        this.#end += bytes.write(text, begin, 'utf16le')
        this.#number(-length)
        return
      }
      bytes[begin + i] = unit
    }
    this.#end += length
    this.#number(length)
  }

  #needNumbers(count: number): void {
    if (this.#numbers.length - this.#count >= count) return
    const larger = new Float64Array(Math.max(firstRoom / 8, 2 * this.#numbers.length, this.#count + count))
    larger.set(this.#numbers.subarray(0, this.#count))
    this.#numbers = larger
  }

  #needBytes(bytes: number): void {
    if (this.#bytes.length - this.#end >= bytes) return
    const larger = Buffer.allocUnsafeSlow(Math.max(firstRoom, 2 * this.#bytes.length, this.#end + bytes))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
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
  number = 0
  readonly #numbers: Float64Array
  readonly #bytes: Buffer
  #name = ''
  /** The bytes of the chain that is read, a character each: to make one text of them is faster than one for each. */
  #chain = ''
  #begin = 0
  #read = 0

  constructor(numbers: Float64Array, bytes: Buffer) {
    this.#numbers = numbers
    this.#bytes = bytes
  }

  /** Adds the events of the next chain. */
  chain(events: Published[]): void {
    this.#begin += this.#chain.length
    this.#read = 0
    this.#chain = this.#bytes.latin1Slice(this.#begin, this.#begin + this.#number())
    const flags = this.#number()
    this.id = this.#text()
    if (flags & has.name) this.#name = this.#text()
    this.source = flags & has.source ? this.#text() : undefined
    this.correlationid = flags & has.correlationid ? this.#text() : undefined
    this.causationid = flags & has.causationid ? this.#text() : undefined
    this.time = flags & has.time ? this.#text() : undefined
    this.at = placeOf(this.#name, this.#number())
    this.row = this.#number()
    this.seq = this.#number()
    const own = flags & has.json ? undefined : (this.#emitted(undefined) as AllocationRequired)
    events.push(publishedInput(this, own ?? JSON.parse(this.#text())))
    const count = this.#number()
    for (let index = 0; index < count; index++) {
      const suffix = this.#text()
      events.push(publishedEmission(this, this.#emitted(own), suffix, index))
    }
  }

  #emitted(own: AllocationRequired | undefined): EmittedEvent {
    const flags = this.#number()
    const type = emittedTypes[flags & 3]
    const isOwnLine = own !== undefined && (flags & ownLine) !== 0
    const orderid = isOwnLine ? own.orderid : (this.#text() as OrderId)
    const sku = isOwnLine ? own.sku : (this.#text() as Sku)
    const batchref = flags & withBatch ? (this.#text() as BatchRef) : undefined
    const qty = this.#number()
    if (type === 'OutOfStock') return { type, orderid, sku, qty }
    if (batchref === undefined) return { type: 'AllocationRequired', orderid, sku, qty }
    if (type === 'Allocated' || type === 'Deallocated') return { type, orderid, sku, qty, batchref }
    return { type: 'AllocationRequired', orderid, sku, qty, takenFrom: batchref }
  }

  #number(): number {
    return this.#numbers[this.number++] ?? 0
  }

  #text(): string {
    const length = this.#number()
    const from = this.#read
    if (length >= 0) {
      this.#read += length
      return this.#chain.slice(from, this.#read)
    }
    this.#read -= 2 * length
    return this.#bytes.toString('utf16le', this.#begin + from, this.#begin + this.#read)
  }
}

/** What is written of an input: the rest can be told without. */
const has = { name: 1, json: 2, source: 4, correlationid: 8, causationid: 16, time: 32 }

/** What is written of an emitted event beside the number of its type. */
const ownLine = 4
const withBatch = 8
