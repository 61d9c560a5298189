import type { LogEvent } from './warehouse.ts'

/** Who plays in a log. Sentences name batches and lines by place: dropping one leaves the others as they are. */
export type Cast = {
  readonly batches: readonly {
    readonly sku: string
    readonly qty: number
    readonly eta: string | null | undefined
  }[]
  readonly lines: readonly { readonly sku: string; readonly qty: number }[]
}

/** What a sentence may look at when its turn comes. */
export type Scene = Cast & { readonly revOf: (ref: string) => number }

/** Something to be said of the cast. */
export type Sentence = (scene: Scene) => LogEvent

/** What is said of one batch in a count; `nowhere` is no batch. */
export type Count = {
  readonly place: number | 'nowhere'
  readonly qty: number
  readonly expected: 'right' | 'stale' | undefined
  readonly note?: string | undefined
}

/** How a stock-take may go wrong. */
export type Stray = 'other sku' | 'unknown sku' | 'unknown batch' | undefined

type Departure = {
  readonly sku?: string | undefined
  readonly qty?: number | undefined
  readonly eta?: string | null | undefined
}

/** The batch of that place is created, as cast or otherwise. */
export function batchCreated(place: number, otherwise: Departure = {}): Sentence {
  return scene => {
    const fields = { ...present(at(scene.batches, place)), ...present(otherwise) }
    return { type: 'BatchCreated', ref: `b${place}`, ...fields }
  }
}

/** The line of that place is asked for, as cast or otherwise. */
export function allocationRequired(place: number, otherwise: Departure = {}): Sentence {
  return scene => {
    const fields = { ...at(scene.lines, place), ...present(otherwise) }
    return { type: 'AllocationRequired', orderid: `o${place}`, ...fields }
  }
}

/** One batch is counted. */
export function batchQuantityChanged(count: Count): Sentence {
  return scene => ({ type: 'BatchQuantityChanged', ...counted(count, scene) })
}

/** The batches of the first one's SKU are counted; when the stock-take goes astray, others too. */
export function stockCounted(counts: readonly Count[], stray: Stray): Sentence {
  return scene => {
    const skuOf = (count: Count) => (count.place === 'nowhere' ? 'Z' : at(scene.batches, count.place).sku)
    const [sku] = counts.map(skuOf)
    const together = counts.filter(count => stray === 'other sku' || skuOf(count) === sku)
    const lost: readonly Count[] = [{ place: 'nowhere', qty: 1, expected: undefined }]
    const said = stray === 'unknown batch' && sku !== 'Z' ? [...together, ...lost] : together
    const other = sku === 'A' ? 'B' : 'A'
    const named = stray === 'other sku' ? other : stray === 'unknown sku' ? 'Z' : sku
    return { type: 'StockCounted', sku: named, counts: said.map(count => counted(count, scene)) }
  }
}

/** The batch of that place arrives. */
export function batchArrived(place: number | 'nowhere'): Sentence {
  return () => ({ type: 'BatchArrived', ref: refOf(place) })
}

/** The line of that place is shipped or cancelled, or one of another SKU. */
export function lineClosed(type: string, place: number, otherSku: string | undefined): Sentence {
  return scene => ({ type, orderid: `o${place}`, sku: otherSku ?? at(scene.lines, place).sku })
}

/** An outcome that somebody recorded; without `~n` in its id an `AllocationRequired` is none. */
export function recordedOutcome(type: string, place: number, details: object): Sentence {
  return scene => ({ type, orderid: `o${place}`, sku: at(scene.lines, place).sku, ...present(details) })
}

/** The fields that have a value: JSON knows no undefined. */
export function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function counted({ place, qty, expected, note }: Count, scene: Scene): object {
  const ref = refOf(place)
  const rev = scene.revOf(ref)
  const stale = rev > 1 ? rev - 1 : rev + 1
  const expectedrev = { right: rev, stale, none: undefined }[expected ?? 'none']
  return { ref, qty, ...present({ expectedrev, note }) }
}

function refOf(place: number | 'nowhere'): string {
  return place === 'nowhere' ? 'nowhere' : `b${place}`
}

function at<T>(cast: readonly T[], place: number): T {
  const found = cast[place]
  if (found === undefined) throw new Error(`nobody plays ${place}`)
  return found
}
