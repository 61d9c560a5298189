import {
  type AllocationRequired,
  batchrefOf,
  type EmittedEvent,
  emittedTypes,
  type InputEvent,
} from '../domain/events.ts'
import type { BatchRef, OrderId, Sku } from '../domain/identifiers.ts'
import type { Leaving } from './published.ts'
import type { Applied } from './store.ts'

/** Room for some chains, since a group may be one; it doubles when it is full. */
const firstRoom = 1 << 12

/**
 * What of many chains leaves, as bytes: as objects it would be looked at again and again by whoever collects garbage,
 * and take several times the room. To be read once, in order.
 */
export class HeldChains {
  #bytes = Buffer.alloc(0)
  #view = viewOf(this.#bytes)
  #end = 0
  #name: string | undefined

  /** How many bytes they take. */
  get size(): number {
    return this.#end
  }

  add({ input, id, run, line, row, seq, chain }: Applied): void {
    const { event, source, correlationid, causationid, time } = input
    const isNewName = run.name !== this.#name
    const isPlain = event.type === 'AllocationRequired'
    this.#writeByte(
      (isNewName ? has.name : 0) |
        (isPlain ? 0 : has.json) |
        (source === undefined ? 0 : has.source) |
        (correlationid === undefined ? 0 : has.correlationid) |
        (causationid === undefined ? 0 : has.causationid) |
        (time === undefined ? 0 : has.time),
    )
    this.#writeText(id)
    if (isNewName) this.#writeText(run.name)
    if (source !== undefined) this.#writeText(source)
    if (correlationid !== undefined) this.#writeText(correlationid)
    if (causationid !== undefined) this.#writeText(causationid)
    if (time !== undefined) this.#writeText(time)
    this.#name = run.name
    this.#writeNumber(line)
    this.#writeNumber(row)
    this.#writeNumber(seq)
    if (isPlain) this.#writeEmitted(event, undefined)
    else this.#writeText(JSON.stringify(event))
    this.#writeNumber(chain.emissions.length)
    for (const { event: emitted, suffix } of chain.emissions) {
      this.#writeText(suffix)
      this.#writeEmitted(emitted, isPlain ? event : undefined)
    }
  }

  *[Symbol.iterator](): Generator<Leaving> {
    const read = new Reading(this.#bytes, this.#view)
    while (read.at < this.#end) yield read.chain()
  }

  /** @param own what it may have its order line from, as most do */
  #writeEmitted(event: EmittedEvent, own: AllocationRequired | undefined): void {
    const isOwnLine = own !== undefined && event.orderid === own.orderid && event.sku === own.sku
    const batchref = batchrefOf(event)
    const type = emittedTypes.indexOf(event.type)
    this.#writeByte(type | (isOwnLine ? ownLine : 0) | (batchref === undefined ? 0 : withBatch))
    if (!isOwnLine) {
      this.#writeText(event.orderid)
      this.#writeText(event.sku)
    }
    if (batchref !== undefined) this.#writeText(batchref)
    this.#writeNumber(event.qty)
  }

  #writeByte(byte: number): void {
    this.#need(1)
    this.#bytes[this.#end++] = byte
  }

  #writeNumber(number: number): void {
    this.#need(8)
    this.#view.setFloat64(this.#end, number, true)
    this.#end += 8
  }

  /** A text is its length in bytes, and one byte a character, or two where that does not do. */
  #writeText(text: string): void {
    if (this.#writeNarrow(text)) return
    this.#writeLength(2 * text.length + wide)
    this.#end += this.#bytes.write(text, this.#end, 'utf16le')
  }

  /** Writes a text of one byte a character; for others it does nothing, but makes room for them. */
  #writeNarrow(text: string): boolean {
    this.#need(4 + 2 * text.length)
    const begin = this.#end + 4
    const bytes = this.#bytes
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0xff) return false
      bytes[begin + i] = unit
    }
    this.#writeLength(text.length)
    this.#end = begin + text.length
    return true
  }

  #writeLength(length: number): void {
    this.#need(4)
    this.#view.setUint32(this.#end, length, true)
    this.#end += 4
  }

  #need(bytes: number): void {
    if (this.#bytes.length - this.#end >= bytes) return
    const larger = Buffer.allocUnsafeSlow(Math.max(firstRoom, 2 * this.#bytes.length, this.#end + bytes))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
    this.#view = viewOf(larger)
  }
}

/** Reads them back. What is a name was judged to be one when it came in. */
class Reading {
  readonly #bytes: Buffer
  readonly #view: DataView
  #name = ''
  at = 0

  constructor(bytes: Buffer, view: DataView) {
    this.#bytes = bytes
    this.#view = view
  }

  chain(): Leaving {
    const flags = this.#byte()
    const id = this.#text()
    if (flags & has.name) this.#name = this.#text()
    const source = flags & has.source ? this.#text() : undefined
    const correlationid = flags & has.correlationid ? this.#text() : undefined
    const causationid = flags & has.causationid ? this.#text() : undefined
    const time = flags & has.time ? this.#text() : undefined
    const line = this.#number()
    const row = this.#number()
    const seq = this.#number()
    const own = flags & has.json ? undefined : (this.#emitted(undefined) as AllocationRequired)
    const event: InputEvent = own ?? JSON.parse(this.#text())
    const emissions: { readonly event: EmittedEvent; readonly suffix: string }[] = []
    for (let left = this.#number(); left > 0; left--) {
      const suffix = this.#text()
      emissions.push({ event: this.#emitted(own), suffix })
    }
    const input = this.#name
    return { event, source, correlationid, causationid, time, id, input, line, row, seq, emissions }
  }

  #emitted(own: AllocationRequired | undefined): EmittedEvent {
    const flags = this.#byte()
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

  #byte(): number {
    return this.#bytes[this.at++] ?? 0
  }

  #number(): number {
    const number = this.#view.getFloat64(this.at, true)
    this.at += 8
    return number
  }

  #text(): string {
    const length = this.#view.getUint32(this.at, true)
    this.at += 4
    const begin = this.at
    if (length < wide) {
      this.at += length
      return this.#bytes.latin1Slice(begin, this.at)
    }
    this.at += length - wide
    return this.#bytes.toString('utf16le', begin, this.at)
  }
}

/** What is written of an input: the rest can be told without. */
const has = { name: 1, json: 2, source: 4, correlationid: 8, causationid: 16, time: 32 }

/** What is written of an emitted event beside the number of its type. */
const ownLine = 4
const withBatch = 8

/** Lengths from here on are those of texts with two bytes a character. */
const wide = 2 ** 31

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
