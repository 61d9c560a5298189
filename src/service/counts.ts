import type { EmittedEvent, InputEvent } from '../domain/events.ts'

/** What a replay met and did: `read` is the sum of the five counts that follow it. */
export class Counts {
  applied = 0
  /** New to the journal, changing nothing. */
  repeated = 0
  /** Known to the journal, so passed over. */
  skipped = 0
  outcomes = 0
  rejected = 0
  emitted = 0
  readonly emittedByType = new Map<EmittedEvent['type'], number>()
  readonly inputsByType = new Map<InputEvent['type'], number>()
  readonly rejectedByCode = new Map<string, number>()

  get read(): number {
    return this.applied + this.repeated + this.skipped + this.outcomes + this.rejected
  }

  input(event: InputEvent, repeated: boolean): void {
    if (repeated) this.repeated++
    else this.applied++
    increment(this.inputsByType, event.type)
  }

  emission(event: EmittedEvent): void {
    this.emitted++
    increment(this.emittedByType, event.type)
  }

  rejection(code: string): void {
    this.rejected++
    increment(this.rejectedByCode, code)
  }
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
