import { callOf, type Projection, type Subscriber } from './event-bus.ts'
import type { Published } from './published.ts'

/** Who can be given events from the journal; one with a position is given those behind it. */
export type Recipient = (Subscriber | Projection<never>) & { readonly position?: number }

/**
 * Gives events one after the other and waits for each; the first failure ends it.
 *
 * @returns the position of the last event that was gone by, or `after` if there was none
 */
export async function deliver(
  events: Iterable<Published>,
  recipient: Recipient,
  after: number,
): Promise<number> {
  const types = 'subscribedTo' in recipient ? new Set<string>(recipient.subscribedTo) : undefined
  const call = callOf(recipient)
  let position = after
  for (const event of events) {
    if (!types || types.has(event.type)) await call(event)
    position = event.position
  }
  return position
}
