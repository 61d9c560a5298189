import type { InputEvent } from '../../src/domain/events.ts'
import type { HandlerTable } from '../../src/service/handler.ts'
import { handlers as standardHandlers } from '../../src/service/handlers.ts'
import type { LogLine, Refused } from '../../src/service/log-line.ts'
import { chainLimit, MessageBus } from '../../src/service/message-bus.ts'
import { Replay, type ReplayListener } from '../../src/service/replay.ts'
import type { Applied, Store } from '../../src/service/store.ts'
import type { BackorderView, OrderLineView } from '../../src/service/views.ts'
import { decodeLine } from '../../src/wire/decode.ts'
import type { LineProblem } from '../../src/wire/line-problem.ts'
import { eventRecords } from '../../src/wire/records.ts'

/** What became of a line, and the events that its chain emitted, as their records tell. */
export type Told = { readonly verdict: object; readonly emitted: readonly object[] }

export type EngineOptions = {
  readonly retryBackorders?: boolean
  readonly refusalsAllowed?: number
  readonly handlers?: HandlerTable
  readonly chainLimit?: number
  /** The name of the first input. */
  readonly input?: string
}

/** A replay of objects: each goes through its JSON text, as a line of a log does. */
export class Engine implements ReplayListener<LineProblem> {
  readonly store: Store
  readonly replay: Replay<LineProblem>
  readonly applications: Applied[] = []
  readonly refusals: Refused<LineProblem>[] = []
  #line = 0
  /** Whether the last line that was told let the replay go on. */
  goesOn = true

  constructor(store: Store, options: EngineOptions = {}) {
    this.store = store
    const bus = new MessageBus(options.handlers ?? standardHandlers, options.chainLimit ?? chainLimit)
    const { retryBackorders = false, refusalsAllowed = Number.MAX_SAFE_INTEGER } = options
    this.replay = new Replay(store, bus, { retryBackorders, refusalsAllowed, factOf }, this)
    this.beginInput(options.input ?? 'log')
  }

  beginInput(name: string): void {
    this.#line = 0
    this.replay.beginInput(name)
  }

  /** Takes the next line, or the line of that number. */
  tell(event: object, line: number = this.#line + 1): Told {
    this.#line = line
    const before = { ...this.replay.counts, applications: this.applications.length }
    this.goesOn = this.replay.take(lineOf(event, line))
    const application = this.applications[before.applications]
    return { verdict: this.#verdict(before), emitted: application ? emittedBy(application) : [] }
  }

  /** Takes one line after the other. */
  tellAll(log: readonly object[]): readonly Told[] {
    return log.map(event => this.tell(event))
  }

  applied(applied: Applied): void {
    this.applications.push(applied)
  }

  refused(refused: Refused<LineProblem>): void {
    this.refusals.push(refused)
  }

  unknownFields(): void {}

  #verdict(before: { applied: number; repeated: number; skipped: number; outcomes: number }): object {
    const { applied, repeated, skipped, outcomes } = this.replay.counts
    if (applied > before.applied) return { status: 'applied' }
    if (repeated > before.repeated) return { status: 'repeated' }
    if (skipped > before.skipped) return { status: 'skipped' }
    if (outcomes > before.outcomes) return { status: 'outcome' }
    return { status: 'refused', code: this.refusals.at(-1)?.code }
  }
}

/** What a store holds, for comparison. */
export type Holdings = {
  readonly batches: readonly object[]
  readonly lines: readonly OrderLineView[]
  readonly backorders: readonly BackorderView[]
}

export function holdings(store: Store, which: 'all' | 'touched' = 'all'): Holdings {
  return {
    batches: [...store.batches(which)].map(({ lines, ...batch }) => ({ ...batch, lines: [...lines] })),
    lines: [...store.orderLines()],
    backorders: [...store.backorders(which)],
  }
}

export function lineOf(event: object, number: number): LogLine<LineProblem> {
  const bytes = Buffer.from(JSON.stringify(event))
  const entry = decodeLine(bytes, 0, bytes.length, { strict: false, whole: true })
  return { number, entry, bytes, start: 0, end: bytes.length, offset: 0, endOffset: bytes.length }
}

function emittedBy(applied: Applied): readonly object[] {
  return eventRecords(applied).map(text => {
    const { record: _record, at: _at, ...event } = JSON.parse(text)
    return event
  })
}

function factOf(text: string): InputEvent {
  const { entry } = lineOf(JSON.parse(text), 0)
  if (entry.kind !== 'input') throw new Error(`${text} is no event`)
  return entry.input.event
}
