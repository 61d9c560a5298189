import { type InputEvent, sameFact } from '../domain/events.ts'
import { identifierLimit, utf8Length } from '../domain/identifiers.ts'
import { type FieldPath, Refusal } from '../domain/refusal.ts'
import { mayBringStock } from './backorders.ts'
import type { Chain } from './chain.ts'
import { Counts } from './counts.ts'
import type { Input, Outcome } from './input.ts'
import { parseGivenId } from './input-name.ts'
import { isEvent, type LogEntry, type LogLine, type Problem, type Refused } from './log-line.ts'
import { type MessageBus, suffixLimit } from './message-bus.ts'
import { quantitiesBefore } from './quantities-before.ts'
import { type Applied, type KnownRun, type Progress, placeOf, type Run, type Store, unread } from './store.ts'
import { StagedUnitOfWork } from './unit-of-work.ts'

export type ReplayOptions = {
  /** Offers stock that comes in or comes free to backorders, unless an event says for itself. */
  readonly retryBackorders: boolean
  /** How many refusals are passed over; the next one stops the replay. */
  readonly refusalsAllowed: number
  /** Reads an event back from its text in the journal. */
  readonly factOf: (text: string) => InputEvent
}

/** What an input has to do with those that were replayed before. */
export type InputStart = {
  /** The one that it goes on with. */
  readonly resumed?: KnownRun
  /** Unfinished ones that nobody will go on with: where they stand is their end. */
  readonly closes?: readonly KnownRun[]
}

/** Is told what a replay does, event by event; what it is told stands once the group is committed. */
export interface ReplayListener<P extends Problem> {
  applied(applied: Applied): void
  /** A recorded outcome stands there; nothing comes of it. */
  recorded?(outcome: Outcome, line: LogLine<P>): void
  refused(refused: Refused<P>): void
  unknownFields(names: readonly string[], line: LogLine<P>): void
}

/** A slice's changed rows are written after so many events, or so many characters of them. */
const sliceEvents = 10_000
const sliceCharacters = 8 * 1024 * 1024

/** Replays the lines of inputs into a store, one whole chain after the other. */
export class Replay<P extends Problem> {
  readonly counts = new Counts()
  readonly #store: Store
  readonly #bus: MessageBus
  readonly #options: ReplayOptions
  readonly #listener: ReplayListener<P>
  readonly #uow: StagedUnitOfWork
  #input = ''
  #start: InputStart = {}
  #run: Run | undefined
  /** How far the input under way was read at the last commit. */
  #position = unread
  #hasGroup = false
  #slice = { events: 0, characters: 0 }
  /** Whether an event's own id looked as if an input had given it, or may have, written by somebody else. */
  #mimicked = false

  constructor(store: Store, bus: MessageBus, options: ReplayOptions, listener: ReplayListener<P>) {
    this.#store = store
    this.#bus = bus
    this.#options = options
    this.#listener = listener
    this.#uow = new StagedUnitOfWork(store.products)
  }

  /** @param name the input's, as `inputName` makes it */
  beginInput(name: string, start: InputStart = {}): void {
    this.#input = name
    this.#start = start
    this.#run = undefined
  }

  /** Whether a group is open. */
  get hasGroup(): boolean {
    return this.#hasGroup
  }

  /** The input under way, once an event of it was taken. */
  get run(): Run | undefined {
    return this.#run
  }

  /** Whether an event of the input under way was taken. */
  get hasBegunInput(): boolean {
    return this.#run !== undefined
  }

  /** Opens a group, unless one is open; otherwise its first event does. */
  begin(): void {
    if (this.#hasGroup) return
    const othersWrote = this.#store.begin()
    this.#hasGroup = true
    if (!othersWrote) return
    this.#mimicked = true
    if (this.#run) this.#store.advance(this.#run, this.#position, this.#position, 'unfinished')
  }

  /** @returns whether the replay goes on; after a refusal that is not allowed it does not */
  take(line: LogLine<P>): boolean {
    const { entry } = line
    if (!isEvent(entry)) return true
    if (entry.kind === 'problem') return this.#refuse(line, entry.problem, undefined)
    this.#warn(entry.unknownFields, line)
    if (entry.kind === 'input') return this.#apply(entry, line)
    this.#runUnderWay()
    this.counts.outcomes++
    this.#listener.recorded?.(entry.outcome, line)
    return true
  }

  /** @param progress how far the input was read: to its end */
  endInput(progress: Progress): void {
    if (this.#start.resumed) this.#runUnderWay()
    if (!this.#run) return
    this.begin()
    this.#store.advance(this.#run, this.#position, progress, 'complete')
    this.#run = undefined
  }

  /** Makes what the group did readable from the store, without storing it for good. */
  flush(): void {
    if (this.#hasGroup) this.#store.flush()
  }

  /** @param progress how far the input under way was read; left out between inputs */
  commit(progress?: Progress): void {
    if (this.#hasGroup) {
      if (this.#run && progress) this.#advance(this.#run, progress)
      this.#store.commit()
    }
    this.#endGroup()
  }

  rollback(): void {
    if (this.#hasGroup) this.#store.rollback()
    this.#endGroup()
  }

  #advance(run: Run, progress: Progress): void {
    this.#store.advance(run, this.#position, progress, 'unfinished')
    this.#position = progress
  }

  #endGroup(): void {
    this.#hasGroup = false
    this.#slice = { events: 0, characters: 0 }
  }

  #apply({ input, at: given }: LogEntry<P> & { kind: 'input' }, logLine: LogLine<P>): boolean {
    const run = this.#runUnderWay()
    const { number: line } = logLine
    const at = placeOf({ run, line })
    const id = input.id ?? given ?? at
    try {
      if (this.#isKnown(input, id, input.id === undefined && given === undefined, run)) this.counts.skipped++
      else this.#handle(input, id, run, line, at)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return this.#refuse(logLine, error, error.field)
    }
    this.#endSlice(input.text.length)
    return true
  }

  #handle(input: Input, id: string, run: Run, line: number, at: string): void {
    const { event } = input
    const retryBackorders = input.retrybackorders ?? (this.#options.retryBackorders && mayBringStock(event))
    const before = quantitiesBefore(event, this.#uow)
    const chain = this.#runChain(event, id, retryBackorders)
    const { changed, undo } = this.#uow.keep()
    const repeated = !changed && chain.emissions.length === 0
    const [row, seq] = [this.#store.journaled + 1, this.#store.emitted + 1]
    const applied = { input, id, run, line, at, retryBackorders, repeated, chain, row, seq, before, undo }
    this.#store.record(applied)
    this.counts.input(event, repeated)
    for (const emission of chain.emissions) this.counts.emission(emission.event)
    this.#listener.applied(applied)
  }

  #runChain(event: InputEvent, id: string, retryBackorders: boolean): Chain {
    try {
      const suffixBytes = identifierLimit + suffixLimit - utf8Length(id)
      return this.#bus.run(event, this.#uow, { retryBackorders, suffixBytes })
    } catch (error) {
      this.#uow.drop()
      throw error
    }
  }

  /**
   * Whether the event was applied before. An id that this input gives need not be looked up where no
   * journaled id is like it, unless an event of this replay brought one.
   *
   * @throws Refusal when another event was applied under the same identity
   */
  #isKnown(input: Input, id: string, isOwnId: boolean, run: Run): boolean {
    if (!isOwnId && parseGivenId(id)) this.#mimicked = true
    if (isOwnId && run.isFresh && !this.#mimicked) return false
    const text = this.#store.find(input.source ?? '', id)
    if (text === undefined) return false
    if (sameFact(input.event, this.#options.factOf(text))) return true
    throw idConflict(id)
  }

  #refuse(line: LogLine<P>, { code, message, hint, length }: Problem, field: FieldPath | undefined): boolean {
    const run = this.#runUnderWay()
    this.counts.rejection(code)
    const at = placeOf({ run, line: line.number })
    this.#listener.refused({ line, at, code, message, hint, field })
    if (this.counts.rejected > this.#options.refusalsAllowed) return false
    const { number, offset } = line
    const original = line.bytes.subarray(line.start, line.end)
    this.#store.reject({
      ...{ run, line: number, code, message, original, offset, length: length ?? original.length },
    })
    return true
  }

  #warn(unknownFields: readonly string[], line: LogLine<P>): void {
    if (unknownFields.length > 0) this.#listener.unknownFields(unknownFields, line)
  }

  /** An input takes a name when its first event is read; one without events takes none. */
  #runUnderWay(): Run {
    this.begin()
    this.#run ??= this.#openRun()
    return this.#run
  }

  #openRun(): Run {
    const { resumed, closes = [] } = this.#start
    this.#position = resumed?.progress ?? unread
    for (const { run, progress } of closes) this.#store.advance({ run }, progress, progress, 'complete')
    return resumed ? this.#store.resumeRun(resumed) : this.#store.openRun(this.#input)
  }

  #endSlice(characters: number): void {
    this.#slice.events++
    this.#slice.characters += characters
    if (this.#slice.events < sliceEvents && this.#slice.characters < sliceCharacters) return
    this.#store.flush()
    this.#slice = { events: 0, characters: 0 }
  }
}

function idConflict(id: string): Refusal {
  const message = `the id ${JSON.stringify(id)} was used before, for another event`
  return new Refusal(
    'id-conflict',
    ['id'],
    message,
    'give each event an id of its own; the same id means the same event',
  )
}
