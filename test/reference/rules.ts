import { type Batch, type Line, units } from './ledger.ts'

/** A batch as it stands, with its open lines by age. */
export type BatchState = {
  readonly ref: string
  readonly sku: string
  readonly eta: string | null
  readonly qty: number
  readonly allocated: number
  readonly available: number
  readonly rev: number
  readonly lines: readonly { readonly orderid: string; readonly qty: number }[]
}

/** The first batch with enough: on hand first, then earliest `eta`, then creation order (3.1). */
export function firstFit(line: Line, batches: readonly Batch[], lines: readonly Line[]): Batch | undefined {
  const ours = batches.filter(batch => batch.sku === line.sku)
  const onHand = ours.filter(batch => batch.eta === null)
  const dueDays = [...new Set(ours.map(batch => batch.eta))].filter(day => day !== null).sort()
  const arriving = dueDays.flatMap(day => ours.filter(batch => batch.eta === day))
  return [...onHand, ...arriving].find(batch => stateOf(batch, lines).available >= line.qty)
}

/**
 * The lines that a batch with too few units gives back: newest first until the deficit is covered; then,
 * oldest first, each one that the others make unnecessary is spared (3.4).
 */
export function minimalTakeBack(batch: Batch, lines: readonly Line[]): readonly Line[] {
  const deficit = allocated(batch, lines) - batch.qty
  let taken: readonly Line[] = []
  for (const newest of openLinesIn(batch, lines).toReversed())
    if (units(taken) < deficit) taken = [newest, ...taken]
  for (const oldest of taken) {
    const others = taken.filter(line => line !== oldest)
    if (units(others) >= deficit) taken = others
  }
  return taken
}

/** What a batch is worth now: `available = qty - allocated` (section 1). */
export function stateOf(batch: Batch, lines: readonly Line[]): BatchState {
  const { ref, sku, eta, qty, rev } = batch
  const promised = allocated(batch, lines)
  const open = openLinesIn(batch, lines).map(line => ({ orderid: line.orderid, qty: line.qty }))
  return { ref, sku, eta, qty, allocated: promised, available: qty - promised, rev, lines: open }
}

/** The open lines that are allocated nowhere, by age. */
export function backorders(lines: readonly Line[]): readonly Line[] {
  return lines.filter(line => line.state === 'open' && line.batchref === null)
}

function openLinesIn(batch: Batch, lines: readonly Line[]): readonly Line[] {
  return lines.filter(line => line.state === 'open' && line.batchref === batch.ref)
}

function allocated(batch: Batch, lines: readonly Line[]): number {
  return units(openLinesIn(batch, lines))
}
