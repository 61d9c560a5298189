import { type Batch, checkBatch, checkLine, type Line } from './ledger.ts'
import {
  type Count,
  count,
  counts,
  eta,
  isOutcome,
  type LogEvent,
  number,
  sameContent,
  text,
} from './log-event.ts'
import { type BatchState, backorders, firstFit, minimalTakeBack, stateOf } from './rules.ts'

export type { LogEvent } from './log-event.ts'

/** What became of one event of a log. */
export type Verdict =
  | { readonly status: 'applied' | 'repeated' | 'skipped' | 'outcome' }
  | { readonly status: 'refused'; readonly code: string }

/** An event that a chain gave rise to. */
export type Emitted = {
  readonly id: string
  readonly type: string
  readonly causationid: string
  readonly correlationid: string
  readonly seq: number
  readonly orderid: string
  readonly sku: string
  readonly qty: number
  readonly batchref?: string
}

type Cause = { readonly id: string; readonly correlationid: string }
type Effect = { readonly verdict: Verdict; readonly broughtStockOf?: string }

const applied: Effect = { verdict: { status: 'applied' } }
const repeated: Effect = { verdict: { status: 'repeated' } }
const refused = (code: string): Effect => ({ verdict: { status: 'refused', code } })

const retryingTypes = ['BatchCreated', 'BatchQuantityChanged', 'StockCounted', 'OrderLineCancelled']

/** Sections 1 to 3 of the design, told as plainly as possible: two lists and a look through them for every question. */
export class ReferenceWarehouse {
  readonly #retryBackorders: boolean
  /** In order of creation. */
  readonly #batches: Batch[] = []
  /** In order of age: a line enters when it is first asked for, and never leaves or moves. */
  readonly #lines: Line[] = []
  readonly #journal: { readonly source: string; readonly id: string; readonly event: LogEvent }[] = []
  /** All that was ever emitted, the present chain included. */
  readonly #emitted: Emitted[] = []
  /** What the present input has caused so far: the queue, which is read from its front and never emptied. */
  #chain: Emitted[] = []

  constructor(options: { readonly retryBackorders?: boolean } = {}) {
    this.#retryBackorders = options.retryBackorders ?? false
  }

  /** Takes the next event of a log; `defaultId` names an event without id. */
  handle(event: LogEvent, defaultId: string): { verdict: Verdict; emitted: readonly Emitted[] } {
    const id = 'id' in event ? text(event, 'id') : defaultId
    const source = 'source' in event ? text(event, 'source') : 'urn:alloc'
    if (isOutcome(event, id)) return { verdict: { status: 'outcome' }, emitted: [] }
    if (id.includes('~')) return { verdict: { status: 'refused', code: 'invalid-field' }, emitted: [] }

    const earlier = this.#journal.find(entry => entry.source === source && entry.id === id)
    if (earlier !== undefined && sameContent(earlier.event, event))
      return { verdict: { status: 'skipped' }, emitted: [] }
    if (earlier !== undefined) return { verdict: { status: 'refused', code: 'id-conflict' }, emitted: [] }

    const correlationid = 'correlationid' in event ? text(event, 'correlationid') : id
    this.#chain = []
    const verdict = this.#runChain(event, { id, correlationid })
    if (verdict.status !== 'refused') this.#journal.push({ source, id, event })
    return { verdict, emitted: this.#chain }
  }

  /** All batches, in creation order. */
  batches(): readonly BatchState[] {
    return this.#batches.map(batch => stateOf(batch, this.#lines))
  }

  /** All lines ever accepted, by age. */
  orderLines(): readonly Readonly<Line>[] {
    return this.#lines.map(line => ({ ...line }))
  }

  /** The open lines that are allocated nowhere, by age. */
  backorders(): readonly { orderid: string; sku: string; qty: number }[] {
    return backorders(this.#lines).map(({ orderid, sku, qty }) => ({ orderid, sku, qty }))
  }

  /** Throws where units came from nothing, went nowhere, or were promised otherwise than was said. */
  checkInvariants(): void {
    for (const batch of this.#batches) checkBatch(batch, this.#lines)
    for (const line of this.#lines) {
      const last = this.#emitted.findLast(said => said.orderid === line.orderid && said.sku === line.sku)
      checkLine(line, this.#batches, this.#lines, last)
    }
  }

  #runChain(event: LogEvent, cause: Cause): Verdict {
    const backordersBefore = backorders(this.#lines)
    const effect = this.#apply(event, cause)

    // This loop also comes to what is appended while it runs.
    for (const message of this.#chain)
      if (message.type === 'AllocationRequired') this.#allocate(this.#lineLike(message), message)

    if (effect.broughtStockOf !== undefined && this.#isMarked(event)) {
      const waiting = backordersBefore.filter(line => line.sku === effect.broughtStockOf)
      for (const line of waiting) {
        if (firstFit(line, this.#batches, this.#lines) === undefined) continue
        const attempt = this.#emit(cause, 'AllocationRequired', line, null)
        this.#allocate(line, attempt)
      }
    }
    return effect.verdict
  }

  #isMarked(event: LogEvent): boolean {
    if (typeof event.retrybackorders === 'boolean') return event.retrybackorders
    return this.#retryBackorders && retryingTypes.includes(event.type)
  }

  #apply(event: LogEvent, cause: Cause): Effect {
    switch (event.type) {
      case 'BatchCreated':
        return this.#batchCreated(event)
      case 'AllocationRequired':
        return this.#allocationRequired(event, cause)
      case 'BatchQuantityChanged':
        return this.#batchQuantityChanged(event, cause)
      case 'StockCounted':
        return this.#stockCounted(event, cause)
      case 'BatchArrived':
        return this.#batchArrived(event)
      case 'OrderLineShipped':
        return this.#orderLineShipped(event)
      case 'OrderLineCancelled':
        return this.#orderLineCancelled(event, cause)
      default:
        throw new Error(`no such event: ${event.type}`)
    }
  }

  #batchCreated(event: LogEvent): Effect {
    const [ref, sku, qty, due] = [text(event, 'ref'), text(event, 'sku'), number(event, 'qty'), eta(event)]
    const batch = this.#batchNamed(ref)
    if (batch !== undefined) {
      const equal = batch.sku === sku && batch.qtyAsCreated === qty && batch.etaAsCreated === due
      return equal ? repeated : refused('batch-conflict')
    }
    const asCreated = { qtyAsCreated: qty, etaAsCreated: due, corrections: [] }
    this.#batches.push({ ref, sku, qty, eta: due, rev: 1, ...asCreated })
    return qty > 0 ? { ...applied, broughtStockOf: sku } : applied
  }

  #allocationRequired(event: LogEvent, cause: Cause): Effect {
    const qty = number(event, 'qty')
    if (!this.#isKnown(text(event, 'sku'))) return refused('unknown-sku')
    const line = this.#lineLike(event)
    if (line === undefined) {
      const [orderid, sku] = [text(event, 'orderid'), text(event, 'sku')]
      const asked: Line = { orderid, sku, qty, state: 'open', batchref: null }
      this.#lines.push(asked)
      this.#allocate(asked, cause)
      return applied
    }
    if (line.state === 'cancelled') return refused('line-closed')
    if (line.batchref !== null) return line.qty === qty ? repeated : refused('line-conflict')
    line.qty = qty
    this.#allocate(line, cause)
    return applied
  }

  #batchQuantityChanged(event: LogEvent, cause: Cause): Effect {
    const said = count(event)
    const batch = this.#batchNamed(said.ref)
    if (batch === undefined) return refused('unknown-batch')
    if (this.#isStale(said)) return refused('stale-count')
    return this.#correct(batch.sku, [said], cause)
  }

  #stockCounted(event: LogEvent, cause: Cause): Effect {
    const sku = text(event, 'sku')
    const all = counts(event)
    if (!this.#isKnown(sku)) return refused('unknown-sku')
    if (all.some(said => this.#batchNamed(said.ref) === undefined)) return refused('unknown-batch')
    if (all.some(said => this.#batchNamed(said.ref)?.sku !== sku)) return refused('sku-mismatch')
    if (all.some(said => this.#isStale(said))) return refused('stale-count')
    return this.#correct(sku, all, cause)
  }

  #batchArrived(event: LogEvent): Effect {
    const batch = this.#batchNamed(text(event, 'ref'))
    if (batch === undefined) return refused('unknown-batch')
    if (batch.eta === null) return repeated
    batch.eta = null
    return applied
  }

  #orderLineShipped(event: LogEvent): Effect {
    const line = this.#lineLike(event)
    if (line === undefined) return refused('unknown-line')
    if (line.state === 'shipped') return repeated
    if (line.state === 'cancelled') return refused('line-closed')
    const batch = this.#batches.find(its => its.ref === line.batchref)
    if (batch === undefined) return refused('not-allocated')
    line.state = 'shipped'
    batch.qty -= line.qty
    batch.rev += 1
    return applied
  }

  #orderLineCancelled(event: LogEvent, cause: Cause): Effect {
    const line = this.#lineLike(event)
    if (line === undefined) return refused('unknown-line')
    if (line.state === 'cancelled') return repeated
    if (line.state === 'shipped') return refused('line-closed')
    const left = line.batchref
    line.state = 'cancelled'
    line.batchref = null
    if (left === null) return applied
    this.#emit(cause, 'Deallocated', line, left)
    return { ...applied, broughtStockOf: line.sku }
  }

  /** All quantities first, then what each batch gives back, then all of those lines oldest first (3.4). */
  #correct(sku: string, said: readonly Count[], cause: Cause): Effect {
    let changed = false
    let increased = false
    for (const batch of this.#batches) {
      const counted = said.find(its => its.ref === batch.ref)
      if (counted === undefined || counted.qty === batch.qty) continue
      changed = true
      if (counted.qty > batch.qty) increased = true
      batch.corrections.push(counted.qty - batch.qty)
      batch.qty = counted.qty
      batch.rev += 1
    }
    if (!changed) return repeated

    const takenBack = this.#batches.flatMap(batch => minimalTakeBack(batch, this.#lines))
    for (const line of this.#lines) {
      if (!takenBack.includes(line)) continue
      line.batchref = null
      this.#emit(cause, 'AllocationRequired', line, null)
    }
    return increased ? { ...applied, broughtStockOf: sku } : applied
  }

  /** Promises the line to the first batch that has enough, or leaves it a backorder, and says so. */
  #allocate(line: Line | undefined, cause: Cause): void {
    if (line === undefined) throw new Error(`${cause.id} asks for a line that is not there`)
    const batch = firstFit(line, this.#batches, this.#lines)
    line.batchref = batch === undefined ? null : batch.ref
    this.#emit(cause, batch === undefined ? 'OutOfStock' : 'Allocated', line, line.batchref)
  }

  #emit(cause: Cause, type: string, line: Line, batchref: string | null): Emitted {
    const siblings = this.#chain.filter(earlier => earlier.causationid === cause.id)
    const emitted: Emitted = {
      id: `${cause.id}~${siblings.length + 1}`,
      type,
      causationid: cause.id,
      correlationid: cause.correlationid,
      seq: this.#emitted.length + 1,
      orderid: line.orderid,
      sku: line.sku,
      qty: line.qty,
      ...(batchref === null ? {} : { batchref }),
    }
    this.#chain.push(emitted)
    this.#emitted.push(emitted)
    return emitted
  }

  #isKnown(sku: string): boolean {
    return this.#batches.some(batch => batch.sku === sku)
  }

  #isStale(said: Count): boolean {
    return said.expectedrev !== null && said.expectedrev !== this.#batchNamed(said.ref)?.rev
  }

  #batchNamed(ref: string): Batch | undefined {
    return this.#batches.find(batch => batch.ref === ref)
  }

  #lineLike(fields: object): Line | undefined {
    const [orderid, sku] = [text(fields, 'orderid'), text(fields, 'sku')]
    return this.#lines.find(line => line.orderid === orderid && line.sku === sku)
  }
}
