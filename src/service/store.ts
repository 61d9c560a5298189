import type { BatchRef, Sku } from '../domain/identifiers.ts'
import type { Undo } from '../domain/pending.ts'
import type { Chain } from './chain.ts'
import type { Input } from './input.ts'
import type { ProductSource } from './unit-of-work.ts'
import type { BackorderView, BatchRow, BatchView, OrderLineView } from './views.ts'

/** One input of a replay, as the journal knows it. */
export type Run = {
  readonly run: number
  /** The input's name; `name#n` when it is not the first of that name. */
  readonly name: string
  /** Whether the journal holds no id like those that this input gives, so that they need not be looked up. */
  readonly isFresh: boolean
}

/** How far an input was read: decompressed bytes and lines, and the SHA-256 of those bytes in hex. */
export type Progress = { readonly bytes: number; readonly lines: number; readonly sha256: string }

export type RunState = 'unfinished' | 'complete'

/** An input that was replayed before, as far as it was read. */
export type KnownRun = {
  readonly run: number
  /** The input's name, without its number. */
  readonly name: string
  readonly n: number
  readonly progress: Progress
  readonly state: RunState
}

/** The name by which ids and outputs know an input: with its number, when it is not the first of its name. */
export function runName({ name, n }: Pick<KnownRun, 'name' | 'n'>): string {
  return n === 1 ? name : `${name}#${n}`
}

/** Where an input stands that was never read. */
export const unread: Progress = { bytes: 0, lines: 0, sha256: '' }

/** An input event that was applied or repeated, with all that came of it. */
export type Applied = {
  readonly input: Input
  readonly id: string
  readonly run: Run
  /** The line of the input on which it stood, from 1. */
  readonly line: number
  /** Input and line as `placeOf` writes them. */
  readonly at: string
  /** Whether it was marked to offer the stock that it brings to backorders. */
  readonly retryBackorders: boolean
  /** Whether it changed nothing. */
  readonly repeated: boolean
  readonly chain: Chain
  /** The number of its journal row. */
  readonly row: number
  /** The number of its first emitted event, if it has one. */
  readonly seq: number
  /** The batches whose quantity or arrival the event set or shipped from, as they stood before. */
  readonly before: readonly BatchBefore[]
  /** Takes the chain back, to be called last first: for stores that have no transactions. */
  readonly undo: readonly Undo[]
}

/** What an input emitted, as far as its records tell. */
export type Emitted = Pick<Applied, 'id' | 'line' | 'seq'> & {
  readonly input: Pick<Input, 'correlationid' | 'source' | 'time'>
  readonly run: Pick<Run, 'name'>
  readonly chain: Pick<Chain, 'emissions'>
}

/** An input as the journal keeps it. */
export type JournaledInput = {
  /** Its place among all that were applied, from 1. */
  readonly position: number
  readonly id: string
  /** Empty for `urn:alloc`. */
  readonly source: string
  /** The event's JSON object, character for character as its log had it. */
  readonly text: string
  readonly retryBackorders: boolean
}

/** What the journal says of emitted events and of the input that caused them. */
export type JournaledEmitted = Omit<Emitted, 'input'> &
  Omit<JournaledInput, 'retryBackorders'> & {
    readonly correlationid: string | undefined
  }

/** A journal row as it is read back; the input is its text. */
export type Journaled = Pick<Applied, 'id' | 'line' | 'row' | 'seq' | 'repeated'> & {
  readonly run: Pick<Run, 'name'>
  readonly chain: Pick<Chain, 'emissions'>
  /** Empty for `urn:alloc`. */
  readonly source: string
  readonly text: string
}

/** Where an event stood, as ids and outputs name it: `events.ndjson:5`. */
export function placeOf({ run, line }: { readonly run: Pick<Run, 'name'>; readonly line: number }): string {
  return `${run.name}:${line}`
}

/** A batch before an event; `qty` is null if the event created it. */
export type BatchBefore = {
  readonly ref: BatchRef
  readonly sku: Sku
  readonly qty: number | null
  /** The units that the event ships from it. */
  readonly shipped?: number
}

/** A refused line, with the bytes that it had; of one that is too long, the first of them. */
export type Reject = {
  readonly run: Pick<Run, 'run' | 'name'>
  readonly line: number
  readonly code: string
  readonly message: string
  readonly original: Uint8Array
  /** Where it began in its input, in bytes. */
  readonly offset: number
  /** How many bytes it had, without its end. */
  readonly length: number
}

/**
 * Where a warehouse is kept. Between `begin` and `commit` lies a group of whole chains, each ended by
 * `record`, that is stored as one; `flush` bounds what waits in memory.
 */
export interface Store {
  readonly products: ProductSource
  /** How many events were ever emitted into this store, the group under way included. */
  readonly emitted: number
  /** How many rows the journal has, the group under way included. */
  readonly journaled: number
  /** @returns whether somebody else wrote since the last group */
  begin(): boolean
  flush(): void
  commit(): void
  /** Does what can wait until a group's output is out. */
  tidy(): void
  /** Gives up what only a further group would need in memory: from now on the store is read. */
  settle(): void
  rollback(): void
  /** The text of the event with this identity, if it was applied; the source is empty for `urn:alloc`. */
  find(source: string, id: string): string | undefined
  /** Writes a whole chain to the journal. */
  record(applied: Applied): void
  /** The committed journal rows with numbers above the first and up to the second, in order, so many at most. */
  journal(after: number, until: number, limit: number): readonly Journaled[]
  /** The committed journal row of this identity; the source is empty for `urn:alloc`. */
  journalRow(source: string, id: string): Journaled | undefined
  reject(reject: Reject): void
  /** What was refused of an input, in order. */
  rejectsOf(known: KnownRun): Iterable<Reject>
  /** The inputs with a greater number than this, in order. */
  runs(after: number): readonly KnownRun[]
  /** The input of this number. */
  run(run: number): KnownRun | undefined
  openRun(name: string): Run
  /** Goes on with an input. @throws StoreError when it is no longer where it was */
  resumeRun(known: KnownRun): Run
  /**
   * Notes how far an input was read, and whether that is its end.
   *
   * @param from how far it was read before
   * @throws StoreError when somebody else has read on
   */
  advance(run: Pick<Run, 'run'>, from: Progress, to: Progress, state: RunState): void
  /** By sku, then in allocation order; `touched`: only those that this replay named or changed. */
  batches(which: 'all' | 'touched'): Iterable<BatchView>
  /** The same without their lines, which cost more than all the rest. */
  batchRows(which: 'all' | 'touched'): Iterable<BatchRow>
  /** By age. */
  backorders(which: 'all' | 'touched'): Iterable<BackorderView>
  /** Every order line ever asked for, by age. */
  orderLines(): Iterable<OrderLineView>
  /** What was thrown, as a `StoreError` if it is the store's own trouble: products and views read it late. */
  explain(error: unknown): unknown
  close(): void
}
