/** A batch with all that ever happened to its quantity, but for the lines shipped from it. */
export type Batch = {
  readonly ref: string
  readonly sku: string
  readonly qtyAsCreated: number
  readonly etaAsCreated: string | null
  readonly corrections: number[]
  qty: number
  eta: string | null
  rev: number
}

/** An order line; a shipped one names the batch it left, a backorder and a cancelled one name none. */
export type Line = {
  readonly orderid: string
  readonly sku: string
  qty: number
  state: 'open' | 'shipped' | 'cancelled'
  batchref: string | null
}

/** What was last said of a line. */
export type Said = { readonly type: string; readonly qty: number; readonly batchref?: string } | undefined

/** Throws unless the batch's units are accounted for: those created, corrected, shipped and promised. */
export function checkBatch(batch: Batch, lines: readonly Line[]): void {
  const open = lines.filter(line => line.state === 'open' && line.batchref === batch.ref)
  const shipped = lines.filter(line => line.state === 'shipped' && line.batchref === batch.ref)
  const remaining = batch.qtyAsCreated + sum(batch.corrections) - units(shipped)
  insist(batch.qty >= 0, `${batch.ref} has less than nothing`)
  insist(units(open) <= batch.qty, `${batch.ref} promises more than it has`)
  insist(remaining === batch.qty, `${batch.ref} lost or found units`)
  insist(batch.rev === 1 + batch.corrections.length + shipped.length, `${batch.ref} miscounts its changes`)
}

/** Throws unless the line is where its state and the last word on it say, and nowhere else. */
export function checkLine(line: Line, batches: readonly Batch[], lines: readonly Line[], last: Said): void {
  const name = `line ${line.orderid} ${line.sku}`
  const namesakes = lines.filter(other => other.orderid === line.orderid && other.sku === line.sku)
  const homes = batches.filter(batch => batch.ref === line.batchref && batch.sku === line.sku)
  insist(namesakes.length === 1, `${name} is there twice`)
  insist(
    homes.length === (line.batchref === null ? 0 : 1),
    `${name} is in no batch of its own, or in several`,
  )
  insist(line.state !== 'shipped' || line.batchref !== null, `${name} was shipped from nowhere`)
  insist(line.state !== 'cancelled' || line.batchref === null, `${name} is cancelled and holds units`)
  if (line.state === 'cancelled') return
  insist(
    last?.type === (line.batchref === null ? 'OutOfStock' : 'Allocated'),
    `${name} belies its last event`,
  )
  insist((last?.batchref ?? null) === line.batchref, `${name} is not where it was said to be`)
  insist(last?.qty === line.qty, `${name} has another quantity than was said`)
}

/** The units of these lines together. */
export function units(lines: readonly Line[]): number {
  return sum(lines.map(line => line.qty))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function insist(holds: boolean, complaint: string): void {
  if (!holds) throw new Error(complaint)
}
