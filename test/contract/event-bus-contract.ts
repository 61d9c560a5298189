import { describe } from 'vitest'
import type { EventBus, SubscriberFailure } from '../../src/service/event-bus.ts'
import { delivering } from './delivering.ts'
import { inTheBackground } from './in-the-background.ts'
import { shuttingDown } from './shutting-down.ts'
import { subscribing } from './subscribing.ts'

export type BusSettings = {
  readonly onError?: (failure: SubscriberFailure) => void
  readonly log?: (line: string) => void
  readonly backgroundLimit?: number
  readonly subscriberTimeoutMs?: number
}

/** Opens a bus of its own, without subscribers, for each test. */
export type OpenBus = (settings?: BusSettings) => EventBus

/** What every event bus does, wherever its events travel. */
export function eventBusContract(name: string, open: OpenBus): void {
  describe(name, () => {
    subscribing(open)
    delivering(open)
    inTheBackground(open)
    shuttingDown(open)
  })
}
