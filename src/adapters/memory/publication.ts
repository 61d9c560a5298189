import type { Published } from '../../service/published.ts'

/** Events that were accepted together, and how many of them reached all who wanted them. */
export class Publication {
  /** A list of its own: the publisher may go on with theirs. */
  readonly events: readonly Published[]
  delivered = 0

  constructor(events: readonly Published[]) {
    this.events = [...events]
  }

  get isDelivered(): boolean {
    return this.delivered === this.events.length
  }

  get rest(): readonly Published[] {
    return this.events.slice(this.delivered)
  }
}
