import type { FreeUnits, LineOfOrder } from '../service/history.ts'
import { counted, countText } from './count-text.ts'
import { leftOut, type TraceNode, traceSummary } from './trace-tree.ts'

/** The sentences under a story: how much was told, and how the lines of an order stand now. */
export class StoryEnd {
  #inputs = 0
  #events = 0
  #skipped = 0
  /** The tree, if all of one chain was told and nothing else. */
  #only: TraceNode | undefined

  /** @param told how many events of its chain are told, of so many that it emitted */
  add(root: TraceNode, told: number, emitted: number): void {
    this.#only = this.#inputs === 0 && told === emitted ? root : undefined
    this.#inputs++
    this.#events += 1 + told
  }

  skip(inputs: number): void {
    this.#skipped += inputs
  }

  /**
   * @param limit so many lines are told
   * @param batchesOf where stock could come from
   */
  *sentences(
    lines: readonly LineOfOrder[],
    limit: number,
    batchesOf: (sku: string) => readonly FreeUnits[],
  ): Generator<string> {
    const shown = this.#skipped > 0 ? `${countText(this.#inputs)} of ` : ''
    const inputs = counted(this.#inputs + this.#skipped, 'input')
    if (this.#only) yield traceSummary(this.#only)
    else yield `${counted(this.#events, 'event')} of ${shown}${inputs}.`
    for (const line of lines.slice(0, limit)) yield stateText(line, batchesOf)
    if (lines.length > limit) yield leftOut(lines.length - limit, 'line')
  }
}

function stateText(
  { orderid, sku, qty, state, batchref }: LineOfOrder,
  batchesOf: (sku: string) => readonly FreeUnits[],
): string {
  const line = `${orderid}: ${sku} x ${countText(qty)}`
  switch (state) {
    case 'open':
      return batchref === null
        ? `${line} has no stock. ${freeText(batchesOf(sku))}`
        : `${line} is allocated to ${batchref}.`
    case 'shipped':
      return `${line} was shipped from ${batchref}.`
    case 'cancelled':
      return `${line} was cancelled.`
  }
}

function freeText(batches: readonly FreeUnits[]): string {
  const free = batches.map(
    ({ ref, qty, available }) => `${countText(available)} of ${countText(qty)} in ${ref}`,
  )
  return `Free: ${free.join(', ')}.`
}
