import { counted, countText } from './count-text.ts'

/** What a stock-take comes to, as its summary tells it. */
export type StockTakeNumbers = {
  readonly adjustments: number
  readonly units: number
  readonly unchanged: number
  readonly blank: number
  readonly missing: number
  readonly applied: number
  readonly over: readonly { readonly ref: string }[]
  readonly unapproved: readonly Over[]
  readonly stale: readonly { readonly ref: string }[]
  readonly outofstock: readonly LostLine[]
}

type Over = { readonly ref: string; readonly over?: { readonly tolerance: string } }
type LostLine = { readonly orderid: string; readonly sku: string; readonly qty: number }

/** The summary under the table of variances, sentence by sentence; `hasTolerance` says that one was asked for. */
export function* stockTakeSummary(
  numbers: StockTakeNumbers,
  { hasTolerance, isApplied }: { readonly hasTolerance: boolean; readonly isApplied: boolean },
): Generator<string> {
  yield `${whatWasFound(numbers)}${accuracy(numbers, hasTolerance)}`
  yield* lostLines(numbers.outofstock, isApplied)
  yield* overTolerance(numbers.unapproved)
  if (numbers.stale.length > 0) {
    yield `${names(numbers.stale)} changed since the sheet was printed; nothing can be applied until that is settled.`
  }
}

function whatWasFound(numbers: StockTakeNumbers): string {
  const { adjustments, units, unchanged, blank, missing, applied } = numbers
  const size = adjustments === 0 ? '' : ` (${unitsText(units)})`
  const parts = [
    `${counted(adjustments, 'adjustment')}${size}`,
    `${countText(unchanged)} unchanged`,
    `${countText(blank)} not counted`,
    ...(missing > 0 ? [`${countText(missing)} not on the sheet`] : []),
    ...(applied > 0 ? [`${countText(applied)} already applied`] : []),
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
  const part = (count: number) => `(${Math.round((count * 100) / all)}%)`
  const exact = ` Exact: ${countText(unchanged)} of ${countText(all)} counted ${part(unchanged)}`
  if (!hasTolerance) return `${exact}.`
  const within = all - over.length
  return `${exact}; within tolerance: ${countText(within)} ${part(within)}.`
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

function* overTolerance(unapproved: readonly Over[]): Generator<string> {
  const [first, second] = unapproved
  if (!first) return
  if (!second) {
    yield `${first.ref} is over ${first.over?.tolerance}: count again, then approve it with --accept ${first.ref}.`
    return
  }
  yield `${names(unapproved)} are over the tolerance: count again, then approve each with --accept BATCH.`
}

/** So many are named. */
const named = 5

function names(batches: readonly { readonly ref: string }[]): string {
  const refs = batches.slice(0, named).map(({ ref }) => ref)
  const others = batches.length - refs.length
  return others > 0 ? `${refs.join(', ')} and ${countText(others)} more` : refs.join(', ')
}
