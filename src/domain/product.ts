import { Batch } from './batch.ts'
import { Batches } from './batches.ts'
import type { BatchCreated, Count } from './events.ts'
import type { BatchRef, OrderId, Sku } from './identifiers.ts'
import { byAge, type OrderLine } from './order-line.ts'
import { Pending, type Settled } from './pending.ts'
import type { ProductRecords } from './records.ts'
import { RecordsInMemory } from './records-in-memory.ts'
import type { FieldPath } from './refusal.ts'
import * as refusals from './refusals.ts'
import { linesToTakeBack } from './take-back.ts'

/**
 * The batches of one SKU and the promises that they hold: the consistency boundary. A method does what it
 * says or throws a `Refusal` and changes nothing. What it did is pending until `settle`; `revert` takes it
 * back.
 */
export class Product {
  readonly sku: Sku
  #version: number
  #records: ProductRecords
  readonly #pending = new Pending()
  readonly #batches: Batches
  #restocked = false
  // Made once, since they are noted again and again.
  readonly #forgetRestocking = () => this.forgetRestocking()
  readonly #lowerVersion = () => {
    this.#version--
  }

  constructor(
    sku: Sku,
    records: ProductRecords = new RecordsInMemory(),
    version = 0,
    batches: Iterable<Batch> = [],
  ) {
    this.sku = sku
    this.#records = records
    this.#version = version
    this.#batches = new Batches(this.#pending, records)
    for (const batch of batches) this.#batches.hold(batch)
  }

  /** One more for each unit of work that changed the product. */
  get version(): number {
    return this.#version
  }

  /** The batches in the order in which they are asked for units. */
  get batches(): Iterable<Batch> {
    return this.#batches.inOrder
  }

  batch(ref: BatchRef): Batch | undefined {
    return this.#batches.get(ref)
  }

  line(orderid: OrderId): OrderLine | undefined {
    return this.#records.findLine(orderid)
  }

  /** Adds what was purchased; the same batch again is a repeat. */
  addBatch({ ref, sku, qty, eta }: BatchCreated): void {
    const known = this.#batches.get(ref)
    if (known) {
      const { created } = known
      const differs =
        sku !== this.sku ? 'sku' : qty !== created.qty ? 'qty' : eta !== created.eta ? 'eta' : undefined
      if (differs) throw refusals.batchConflict(known, this.sku, differs)
      this.#batches.touch(known)
      return
    }
    this.#take(new Batch(this.#records.numberBatch(ref), ref, { qty, eta }))
    if (qty > 0) this.#restock()
  }

  /**
   * Promises units to a line. A line that was promised them before, in the same quantity, is a repeat.
   *
   * @returns the batch that holds the line, or null when it is out of stock
   */
  allocate(orderid: OrderId, qty: number): BatchRef | null {
    const known = this.#records.findLine(orderid)
    if (known?.state === 'cancelled') throw refusals.lineClosed(known, this.sku)
    if (known && known.batchref !== null) {
      if (known.qty !== qty) throw refusals.lineConflict(known, this.sku, qty)
      return known.batchref
    }
    const batch = this.#batches.firstWith(qty)
    const batchref = batch?.ref ?? null
    this.#putLine(known, known ? { ...known, qty, batchref } : this.#newLine(orderid, qty, batchref))
    if (!batch) {
      this.#pending.emit({ type: 'OutOfStock', orderid, sku: this.sku, qty })
      return null
    }
    this.#batches.changed(batch, batch.allocate(qty))
    this.#pending.emit({ type: 'Allocated', orderid, sku: this.sku, qty, batchref: batch.ref })
    return batch.ref
  }

  /**
   * Sets the quantities that were found, all of them before anything is taken back; the lines that the
   * batches can no longer hold ask for allocation anew, oldest first.
   *
   * @param fieldOf where in the event the count of an index stands
   */
  recount(counts: readonly Count[], fieldOf: (index: number) => FieldPath): void {
    const batches = counts.map((count, index) => this.#judge(count, fieldOf(index)))
    batches.forEach((batch, index) => {
      this.#setQuantity(batch, counts[index]?.qty ?? batch.qty)
    })
    const lines = batches.flatMap(({ ref, available }) =>
      available < 0 ? linesToTakeBack(-available, this.#records.newestFirst(ref)) : [],
    )
    for (const line of lines.sort(byAge)) {
      this.#release(line)
      this.#putLine(line, { ...line, batchref: null })
      this.#requestAllocation(line)
    }
  }

  /** What was on its way is on hand. */
  receive(ref: BatchRef): void {
    const batch = this.#knownBatch(ref, ['ref'])
    if (batch.eta === null) this.#batches.touch(batch)
    else this.#batches.move(batch, () => batch.arrive())
  }

  /** The units of a line leave its batch and the warehouse. */
  ship(orderid: OrderId): void {
    const line = this.#knownLine(orderid)
    if (line.state === 'shipped') return
    if (line.state === 'cancelled') throw refusals.lineClosed(line, this.sku)
    if (line.batchref === null) throw refusals.notAllocated(line, this.sku)
    const batch = this.#batchOf(line)
    this.#batches.changed(batch, batch.ship(line.qty))
    this.#putLine(line, { ...line, state: 'shipped' })
  }

  /** The customer no longer wants the line; what it held is free. */
  cancel(orderid: OrderId): void {
    const line = this.#knownLine(orderid)
    if (line.state === 'cancelled') return
    if (line.state === 'shipped') throw refusals.lineClosed(line, this.sku)
    const { qty, batchref } = line
    if (batchref !== null) this.#release(line)
    this.#putLine(line, { ...line, state: 'cancelled', batchref: null })
    if (batchref === null) return
    this.#restock()
    this.#pending.emit({ type: 'Deallocated', orderid, sku: this.sku, qty, batchref })
  }

  /**
   * Lets the oldest backorder younger than `afterSeq` that first fit can place now ask for allocation anew.
   *
   * @returns that line, or undefined when none can be placed
   */
  offerBackorder(afterSeq: number): OrderLine | undefined {
    const line = this.#records.nextBackorder(afterSeq, this.#batches.mostAvailable)
    if (line) this.#requestAllocation(line)
    return line
  }

  /** Whether units came in or came free since `forgetRestocking`. */
  get restocked(): boolean {
    return this.#restocked
  }

  forgetRestocking(): void {
    this.#restocked = false
  }

  /** The batches that an event changed or named since `letGo`. */
  get touched(): readonly Batch[] {
    return this.#batches.touched
  }

  /** Leaves to the records what they have by now: batches without available units, and which were touched. */
  letGo(): void {
    this.#batches.letGo()
  }

  /** How many batches are in memory. */
  get batchesHeld(): number {
    return this.#batches.held
  }

  /** Ends a unit of work: what it did stands, and a changed product's version rises. */
  settle(): Settled {
    if (this.#pending.changed) {
      this.#version++
      this.#pending.note(this.#lowerVersion)
    }
    return this.#pending.settle()
  }

  /** Takes back what was not settled; its events are gone. */
  revert(): void {
    this.#pending.revert()
  }

  /**
   * Moves a new product to the records of the store that keeps it from now on; they number its lines and
   * batches anew. Reverting gives the numbers back, and the product is of no use any more.
   */
  keepIn(records: ProductRecords): void {
    const batches = [...this.#batches.inOrder].sort((a, b) => a.seq - b.seq)
    const lines = this.#records instanceof RecordsInMemory ? this.#records.lines : []
    const { events } = this.#pending.settle()
    for (const batch of batches) this.#batches.release(batch)
    this.#batches.letGo()
    this.#records = records
    this.#batches.keepIn(records)
    for (const { ref, created, state } of batches) {
      this.#take(new Batch(records.numberBatch(ref), ref, created, state))
    }
    for (const line of lines) this.#putLine(undefined, { ...line, seq: records.numberLine() })
    for (const event of events) this.#pending.emit(event)
  }

  #take(batch: Batch): void {
    this.#batches.hold(batch)
    this.#pending.change(() => {
      this.#batches.release(batch)
      this.#records.forgetBatch(batch.ref)
    })
    this.#batches.touch(batch)
  }

  #newLine(orderid: OrderId, qty: number, batchref: BatchRef | null): OrderLine {
    return { seq: this.#records.numberLine(), orderid, qty, state: 'open', batchref }
  }

  #judge({ ref, expectedrev }: Count, field: FieldPath): Batch {
    const batch = this.#knownBatch(ref, [...field, 'ref'])
    if (expectedrev !== undefined && expectedrev !== batch.rev) {
      throw refusals.staleCount(batch, expectedrev, [...field, 'expectedrev'])
    }
    return batch
  }

  #setQuantity(batch: Batch, qty: number): void {
    if (qty === batch.qty) {
      this.#batches.touch(batch)
      return
    }
    if (qty > batch.qty) this.#restock()
    this.#batches.changed(batch, batch.changeQuantity(qty))
  }

  #release(line: OrderLine): void {
    const batch = this.#batchOf(line)
    this.#batches.changed(batch, batch.deallocate(line.qty))
  }

  #requestAllocation({ orderid, qty, batchref }: OrderLine): void {
    const event = { type: 'AllocationRequired', orderid, sku: this.sku, qty } as const
    this.#pending.emit(batchref === null ? event : { ...event, takenFrom: batchref })
  }

  #knownBatch(ref: BatchRef, field: FieldPath): Batch {
    const batch = this.#batches.get(ref)
    if (!batch) throw refusals.unknownBatch(ref, field)
    return batch
  }

  #knownLine(orderid: OrderId): OrderLine {
    const line = this.#records.findLine(orderid)
    if (!line) throw refusals.unknownLine(orderid, this.sku)
    return line
  }

  #batchOf({ orderid, batchref }: OrderLine): Batch {
    const batch = batchref === null ? undefined : this.#batches.get(batchref)
    if (!batch)
      throw new Error(`order line ${orderid} of ${this.sku} names batch ${batchref}, which is not there`)
    return batch
  }

  #putLine(before: OrderLine | undefined, line: OrderLine): void {
    this.#records.putLine(line)
    this.#pending.change(() => {
      if (before) return this.#records.putLine(before)
      this.#records.forgetLine(line)
    })
  }

  #restock(): void {
    if (this.#restocked) return
    this.#restocked = true
    this.#pending.note(this.#forgetRestocking)
  }
}
