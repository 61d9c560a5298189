import { type BatchRef, compareText, type Sku } from '../../domain/identifiers.ts'
import { byAge, isBackorder, type OrderLine } from '../../domain/order-line.ts'
import type { Undo } from '../../domain/pending.ts'
import type { Product } from '../../domain/product.ts'
import { RecordsInMemory } from '../../domain/records-in-memory.ts'
import { parseGivenId } from '../../service/input-name.ts'
import {
  type Applied,
  type Journaled,
  type KnownRun,
  type Progress,
  type Reject,
  type Run,
  type RunState,
  runName,
  type Store,
  unread,
} from '../../service/store.ts'
import type { ProductSource } from '../../service/unit-of-work.ts'
import type { BackorderView, BatchRow, BatchView, OrderLineView } from '../../service/views.ts'

type Shelf = { readonly product: Product; readonly records: RecordsInMemory }
type SkuLine = OrderLine & { readonly sku: Sku }

/** A warehouse in plain maps: for tests, and for programs that keep nothing. It grows with what it is told. */
export class MemoryStore implements Store {
  readonly rejects: Reject[] = []
  readonly #sequences = { batch: 0, line: 0 }
  readonly #shelves = new Map<Sku, Shelf>()
  readonly #rows = new Map<string, Journaled>()
  readonly #journal: Journaled[] = []
  readonly #runs: KnownRun[] = []
  readonly #names = new Map<string, number>()
  readonly #touchedLines = new Set<string>()
  #emitted = 0
  /** What takes the group under way back. */
  #undo: Undo[] = []

  readonly products: ProductSource = {
    get: sku => this.#shelves.get(sku)?.product,
    getByBatchref: ref => this.#productOf(ref),
    add: product => {
      const records = new RecordsInMemory(this.#sequences)
      product.keepIn(records)
      this.#shelves.set(product.sku, { product, records })
    },
    remove: product => void this.#shelves.delete(product.sku),
  }

  get emitted(): number {
    return this.#emitted
  }

  get journaled(): number {
    return this.#journal.length
  }

  begin(): boolean {
    this.#undo = []
    return false
  }

  flush(): void {}

  tidy(): void {}

  settle(): void {}

  commit(): void {
    this.#undo = []
  }

  rollback(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.#undo = []
  }

  find(source: string, id: string): string | undefined {
    return this.journalRow(source, id)?.text
  }

  journalRow(source: string, id: string): Journaled | undefined {
    return this.#rows.get(`${source}\n${id}`)
  }

  journal(after: number, until: number, limit: number): readonly Journaled[] {
    return this.#journal.slice(after, Math.min(until, after + limit))
  }

  record({ input, id, run, line, row, seq, chain, repeated, undo }: Applied): void {
    const { event, source = '', text } = input
    const { emissions } = chain
    const key = `${source}\n${id}`
    const journaled = { id, run, line, row, seq, chain, source, text, repeated }
    this.#rows.set(key, journaled)
    this.#journal.push(journaled)
    this.#emitted += emissions.length
    // A chain may have a million steps, more than a call has arguments.
    for (const step of undo) this.#undo.push(step)
    this.#undo.push(() => {
      this.#rows.delete(key)
      this.#journal.pop()
      this.#emitted -= emissions.length
    })
    const named = 'orderid' in event && !repeated ? [event] : []
    for (const line of [...named, ...emissions.map(emission => emission.event)])
      this.#touchLine(lineKey(line))
    const given = input.id === undefined ? undefined : parseGivenId(id)
    if (given) this.#reserve(given.name, given.n)
  }

  reject(reject: Reject): void {
    this.rejects.push(reject)
    this.#undo.push(() => this.rejects.pop())
  }

  rejectsOf(known: KnownRun): readonly Reject[] {
    return this.rejects.filter(({ run }) => run.name === runName(known) && run.run <= known.run)
  }

  openRun(name: string): Run {
    const n = (this.#names.get(name) ?? 0) + 1
    this.#reserve(name, n)
    return this.resumeRun(this.#begin({ name, n, progress: unread }))
  }

  runs(after: number): readonly KnownRun[] {
    return this.#runs.slice(after)
  }

  run(run: number): KnownRun | undefined {
    return this.#runs[run - 1]
  }

  resumeRun(known: KnownRun): Run {
    const { run } = known.state === 'complete' ? this.#begin(known) : known
    return { run, name: runName(known), isFresh: false }
  }

  advance({ run }: Pick<Run, 'run'>, _from: Progress, to: Progress, state: RunState): void {
    const before = this.#runs[run - 1]
    if (!before) throw new Error(`there is no run ${run}`)
    this.#runs[run - 1] = { ...before, progress: to, state }
    this.#undo.push(() => {
      this.#runs[run - 1] = before
    })
  }

  #begin({ name, n, progress }: Pick<KnownRun, 'name' | 'n' | 'progress'>): KnownRun {
    const known: KnownRun = { run: this.#runs.length + 1, name, n, progress, state: 'unfinished' }
    this.#runs.push(known)
    this.#undo.push(() => this.#runs.pop())
    return known
  }

  *batches(which: 'all' | 'touched'): Generator<BatchView> {
    for (const { product, records } of this.#inOrder()) {
      for (const batch of product.batches) {
        if (which === 'touched' && !batch.isTouched) continue
        const { ref, eta, qty, allocated, available, rev } = batch
        const lines = [...records.newestFirst(ref)]
          .reverse()
          .map(line => ({ orderid: line.orderid, qty: line.qty }))
        yield { ref, sku: product.sku, eta, qty, allocated, available, rev, lines }
      }
    }
  }

  batchRows(which: 'all' | 'touched'): Iterable<BatchRow> {
    return this.batches(which)
  }

  *backorders(which: 'all' | 'touched'): Generator<BackorderView> {
    for (const line of this.#lines().filter(isBackorder)) {
      const { orderid, sku, qty } = line
      if (which === 'all' || this.#touchedLines.has(lineKey(line))) yield { orderid, sku, qty }
    }
  }

  *orderLines(): Generator<OrderLineView> {
    for (const { orderid, sku, qty, state, batchref } of this.#lines())
      yield { orderid, sku, qty, state, batchref }
  }

  explain(error: unknown): unknown {
    return error
  }

  close(): void {}

  #productOf(ref: BatchRef): Product | undefined {
    for (const { product } of this.#shelves.values()) if (product.batch(ref)) return product
    return undefined
  }

  #touchLine(key: string): void {
    if (this.#touchedLines.has(key)) return
    this.#touchedLines.add(key)
    this.#undo.push(() => this.#touchedLines.delete(key))
  }

  #reserve(name: string, n: number): void {
    const before = this.#names.get(name) ?? 0
    if (n <= before) return
    this.#names.set(name, n)
    this.#undo.push(() => this.#names.set(name, before))
  }

  #inOrder(): Shelf[] {
    return [...this.#shelves.values()].sort((a, b) => compareText(a.product.sku, b.product.sku))
  }

  #lines(): SkuLine[] {
    return [...this.#shelves.values()]
      .flatMap(({ product, records }) => records.lines.map(line => ({ ...line, sku: product.sku })))
      .sort(byAge)
  }
}

function lineKey({ orderid, sku }: { orderid: string; sku: string }): string {
  return `${orderid}\n${sku}`
}
