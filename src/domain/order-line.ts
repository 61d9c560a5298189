import type { BatchRef, OrderId } from './identifiers.ts'

/** Open lines are wanted and not yet sent; the other two states are final. */
export type LineState = 'open' | 'shipped' | 'cancelled'

/** What one order wants of one SKU. An open line without a batch is a backorder. */
export type OrderLine = {
  /** Its age: lower is older. Given when the line was first asked for, and kept. */
  readonly seq: number
  readonly orderid: OrderId
  readonly qty: number
  readonly state: LineState
  /** The batch that promised its units; of a shipped line the one that they left. */
  readonly batchref: BatchRef | null
}

export function isBackorder(line: OrderLine): boolean {
  return line.state === 'open' && line.batchref === null
}

/** The order in which lines wait: the longest-waiting first. */
export function byAge(a: Pick<OrderLine, 'seq'>, b: Pick<OrderLine, 'seq'>): number {
  return a.seq - b.seq
}
