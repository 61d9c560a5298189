import { RunningColumns } from './running-columns.ts'

/** What the human line of an emitted event shows; `at` is the input's place, `events.ndjson:3`. */
export type EmittedRow = {
  readonly at: string
  readonly type: string
  readonly orderid: string
  readonly sku: string
  readonly qty: number
  readonly batchref?: string | undefined
}

/** The human lines of one run, in the order in which the events were emitted. */
export class EmittedLines {
  readonly #columns = new RunningColumns([
    { align: 'left' },
    { align: 'left', atLeast: 'AllocationRequired'.length },
    { align: 'left' },
    { align: 'left' },
    { align: 'right' },
    { align: 'left' },
  ])

  line(event: EmittedRow): string {
    const { at, type, orderid, sku, qty } = event
    return this.#columns.line([at, type, orderid, sku, String(qty), batchSide(event)])
  }
}

/** Units go to a batch, except those that a cancelled line gives back. */
function batchSide({ type, batchref }: EmittedRow): string {
  if (batchref === undefined) return ''
  return type === 'Deallocated' ? `<- ${batchref}` : `-> ${batchref}`
}
