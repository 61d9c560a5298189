import { counted, countText } from './count-text.ts'

/** What a stock-take comes to, as its summary tells it. */
export type StockTakeNumbers = {
  readonly adjustments: number
  readonly units: number
  readonly unchanged: number
  readonly blank: number
  readonly missing: number
  readonly applied: number
  /** Batches beyond a tolerance, approved or not. */
  readonly over: number
  readonly unapproved: NamedBatches
  /** The tolerances that those are beyond. */
  readonly exceeded: ReadonlySet<string>
  readonly stale: NamedBatches
  readonly outofstock: readonly LostLine[]
}

/** How many batches, and the names of some of them. */
type NamedBatches = { readonly count: number; readonly first: readonly string[] }

type LostLine = { readonly orderid: string; readonly sku: string; readonly qty: number }

/** The summary under the table of variances, sentence by sentence; `hasTolerance` says that one was asked for. */
export function* stockTakeSummary(
  numbers: StockTakeNumbers,
  { hasTolerance, isApplied }: { readonly hasTolerance: boolean; readonly isApplied: boolean },
): Generator<string> {
  yield `${whatWasFound(numbers)}${accuracy(numbers, hasTolerance)}`
  yield* lostLines(numbers.outofstock, isApplied)
  yield* overTolerance(numbers)
  if (numbers.stale.count > 0) {
    yield `${names(numbers.stale)} changed since the sheet was printed; nothing can be applied until that is settled.`
  }
}

function whatWasFound(numbers: StockTakeNumbers): string {
  const { adjustments, units, unchanged, blank, missing, applied, stale } = numbers
  const size = adjustments === 0 ? '' : ` (${unitsText(units)})`
  const parts = [
    `${counted(adjustments, 'adjustment')}${size}`,
    `${countText(unchanged)} unchanged`,
    `${countText(blank)} not counted`,
    ...(missing > 0 ? [`${countText(missing)} not on the sheet`] : []),
    ...(applied > 0 ? [`${countText(applied)} already applied`] : []),
    ...(stale.count > 0 ? [`${countText(stale.count)} stale`] : []),
  ]
  return `${parts.join(', ')}.`
}

function unitsText(units: number): string {
  const sign = units < 0 ? '-' : units > 0 ? '+' : ''
  return sign + counted(Math.abs(units), 'unit')
}

function accuracy({ adjustments, unchanged, over }: StockTakeNumbers, hasTolerance: boolean): string {
  const all = adjustments + unchanged
  if (all === 0) return ''
  const part = (count: number) => `(${wholePercent(count, all)}%)`
  const exact = ` Exact: ${countText(unchanged)} of ${countText(all)} counted ${part(unchanged)}`
  if (!hasTolerance) return `${exact}.`
  const within = all - over
  return `${exact}; within tolerance: ${countText(within)} ${part(within)}.`
}

/** Only nothing is 0 percent, and only all of it 100. */
function wholePercent(count: number, all: number): number {
  if (count === 0 || count === all) return count === 0 ? 0 : 100
  return Math.min(99, Math.max(1, Math.round((count * 100) / all)))
}

function* lostLines(lines: readonly LostLine[], isApplied: boolean): Generator<string> {
  const orders = new Map<string, string[]>()
  for (const { orderid, sku, qty } of lines) {
    const items = orders.get(orderid)
    if (items) items.push(`${sku} x ${qty}`)
    else orders.set(orderid, [`${sku} x ${qty}`])
  }
  if (orders.size === 0) return
  const texts = [...orders].map(([orderid, items]) => `${orderid} (${items.join(', ')})`)
  const verb = isApplied ? 'went' : orders.size === 1 ? 'goes' : 'go'
  const head = `${counted(orders.size, 'order')} ${verb} out of stock:`
  if (texts.length === 1) yield `${head} ${texts[0]}.`
  else {
    yield head
    for (const text of texts) yield `  ${text}`
  }
}

function* overTolerance({ unapproved, exceeded }: StockTakeNumbers): Generator<string> {
  const [ref] = unapproved.first
  if (ref === undefined) return
  const limit = [...exceeded].join(' or ')
  yield unapproved.count === 1
    ? `${ref} is over ${limit}: count again, then approve it with --accept ${ref}.`
    : `${names(unapproved)} are over ${limit}: count again, then approve each with --accept BATCH.`
}

function names({ count, first }: NamedBatches): string {
  const others = count - first.length
  return others > 0 ? `${first.join(', ')} and ${countText(others)} more` : first.join(', ')
}
