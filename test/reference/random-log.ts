import fc from 'fast-check'
import {
  allocationRequired,
  batchArrived,
  batchCreated,
  batchQuantityChanged,
  type Cast,
  lineClosed,
  present,
  recordedOutcome,
  type Sentence,
  stockCounted,
} from './sentences.ts'
import { type LogEvent, ReferenceWarehouse } from './warehouse.ts'

/** How a random log is made; `retryBackorders` must be that of the warehouse which it is meant for. */
export type RandomLogOptions = {
  readonly retryBackorders?: boolean
  /** The steps, to which come up to 14 opening ones and, for one step in ten, an echo. */
  readonly maxSteps?: number
  /** Also ids that hold `~` where no outcome's may: a decoder refuses these lines before any warehouse sees them. */
  readonly malformedIds?: boolean
}

type Echo = { readonly delay: number; readonly reworded: boolean }
type Step = { readonly say: Sentence; readonly metadata: object; readonly echo: Echo | undefined }

const batchPlaces = 6
const linePlaces = 14

/** Logs that provoke every rule often, most of whose events are accepted nevertheless. */
export function randomLog(options: RandomLogOptions = {}): fc.Arbitrary<readonly LogEvent[]> {
  const steps = fc.array(stepOf(options), { maxLength: options.maxSteps ?? 40, size: 'max' })
  return fc
    .record({ cast, opening, steps })
    .map(({ cast, opening, steps }) => compose(cast, [...opening, ...steps], options))
}

const sku = fc.constantFrom('A', 'A', 'A', 'B')
const anySku = fc.constantFrom('A', 'B', 'Z')
const eta = fc.constantFrom(null, undefined, '2030-01-01', '2030-01-01', '2030-02-01', '2029-12-31')
const lineQty = fc.integer({ min: 1, max: 9 })
const countedQty = either(3, fc.integer({ min: 0, max: 8 }), 2, fc.integer({ min: 0, max: 30 }))

const castBatch = fc.record({ sku, qty: fc.integer({ min: 0, max: 20 }), eta })
const castLine = fc.record({ sku, qty: lineQty })
const cast: fc.Arbitrary<Cast> = fc.record({
  batches: fc.array(castBatch, { minLength: batchPlaces, maxLength: batchPlaces }),
  lines: fc.array(castLine, { minLength: linePlaces, maxLength: linePlaces }),
})

/** The first batches are there from the start, and the first lines asked for, so that most logs have both. */
const opening: fc.Arbitrary<readonly Step[]> = fc
  .tuple(openingPlaces(batchPlaces, 5), openingPlaces(8, 1))
  .map(([batches, lines]) => [
    ...batches.map(place => plainly(batchCreated(place))),
    ...lines.map(place => plainly(allocationRequired(place))),
  ])

const batchPlace = fc.nat({ max: batchPlaces - 1 })
const linePlace = fc.nat({ max: linePlaces - 1 })
const anyBatchPlace = either(19, batchPlace, 1, fc.constantFrom('nowhere'))

const count = fc.record({
  place: anyBatchPlace,
  qty: countedQty,
  expected: rarely(4, fc.constantFrom('right', 'right', 'stale')),
  note: rarely(8, fc.constant('recount')),
})
const counts = fc.uniqueArray(count, { selector: ({ place }) => place, minLength: 1, maxLength: 4 })
const stray = rarely(6, fc.constantFrom('other sku', 'unknown sku', 'unknown batch'))

const created = fc
  .record({
    place: batchPlace,
    otherwise: fc.record({ sku: rarely(20, sku), qty: rarely(12, countedQty), eta: rarely(12, eta) }),
  })
  .map(({ place, otherwise }) => batchCreated(place, otherwise))
const required = fc
  .record({
    place: linePlace,
    otherwise: fc.record({ sku: rarely(12, anySku), qty: rarely(5, lineQty) }),
  })
  .map(({ place, otherwise }) => allocationRequired(place, otherwise))
const closed = fc
  .record({
    type: fc.constantFrom('OrderLineShipped', 'OrderLineCancelled'),
    place: linePlace,
    otherSku: rarely(20, anySku),
  })
  .map(({ type, place, otherSku }) => lineClosed(type, place, otherSku))
const outcome = fc
  .record({
    type: fc.constantFrom('Allocated', 'OutOfStock', 'Deallocated', 'AllocationRequired'),
    place: linePlace,
    qty: lineQty,
    id: fc.constantFrom('e1~1', 'e2~1~1', 'e3~12', 'log:4~2', undefined),
  })
  .map(({ type, place, ...details }) => recordedOutcome(type, place, details))

const sentence: fc.Arbitrary<Sentence> = fc.oneof(
  { weight: 15, arbitrary: required },
  { weight: 4, arbitrary: created },
  { weight: 9, arbitrary: count.map(batchQuantityChanged) },
  { weight: 8, arbitrary: fc.tuple(counts, stray).map(([counts, stray]) => stockCounted(counts, stray)) },
  { weight: 3, arbitrary: anyBatchPlace.map(batchArrived) },
  { weight: 10, arbitrary: closed },
  { weight: 1, arbitrary: outcome },
)

const metadata = fc
  .record({
    id: rarely(
      4,
      fc.integer({ min: 1, max: 20 }).map(number => `e${number}`),
    ),
    source: rarely(6, fc.constantFrom('shop', 'urn:alloc')),
    correlationid: rarely(8, fc.constantFrom('k1', 'k2')),
    causationid: rarely(12, fc.constantFrom('e1', 'e1~1')),
    retrybackorders: rarely(3, fc.constantFrom(true, true, false)),
    note: rarely(12, fc.constant('as told')),
    time: rarely(12, fc.constant('2026-11-20T09:15:00Z')),
  })
  .map(present)
const malformedId = fc.constantFrom('e1~0', 'e1~01', 'e1~', '~x').map((id): object => ({ id }))

function stepOf(options: RandomLogOptions): fc.Arbitrary<Step> {
  return fc.record({
    say: sentence,
    metadata: options.malformedIds ? either(40, metadata, 1, malformedId) : metadata,
    echo: rarely(10, fc.record({ delay: fc.nat({ max: 8 }), reworded: fc.boolean() })),
  })
}

/** Some of the first places, each there with a chance of so many to one, and dropped alone when shrinking. */
function openingPlaces(places: number, chance: number): fc.Arbitrary<readonly number[]> {
  const taken = either(1, fc.constant(false), chance, fc.constant(true))
  return fc
    .array(taken, { minLength: places, maxLength: places })
    .map(all => [...all.keys()].filter(place => all[place]))
}

function plainly(say: Sentence): Step {
  return { say, metadata: {}, echo: undefined }
}

/** Lets the steps speak in turn; an echo says once more, some steps later, what was said. */
function compose(cast: Cast, steps: readonly Step[], options: RandomLogOptions): readonly LogEvent[] {
  const warehouse = new ReferenceWarehouse({ retryBackorders: options.retryBackorders ?? false })
  const revOf = (ref: string) => warehouse.batches().find(batch => batch.ref === ref)?.rev ?? 1
  const log: LogEvent[] = []
  const echoes: { readonly due: number; readonly event: LogEvent }[] = []
  const tell = (event: LogEvent) => {
    log.push(event)
    warehouse.handle(event, `log:${log.length}`)
  }
  for (const [turn, { say, metadata, echo }] of steps.entries()) {
    const event = { ...metadata, ...say({ ...cast, revOf }) }
    tell(event)
    if (echo !== undefined)
      echoes.push({ due: turn + echo.delay, event: echo.reworded ? reworded(event) : event })
    for (const echoed of echoes.filter(({ due }) => due === turn)) tell(echoed.event)
  }
  for (const echoed of echoes.filter(({ due }) => due >= steps.length)) tell(echoed.event)
  return log
}

/** The same content in other words: keys and counts in another order, a note, `eta` null for absent and back. */
function reworded({ type, eta, counts, ...others }: LogEvent): LogEvent {
  const fields = Object.fromEntries(Object.entries(others).reverse())
  const said = Array.isArray(counts) ? { counts: counts.toReversed() } : {}
  const onHand = type === 'BatchCreated' && eta === undefined ? { eta: null } : {}
  return { ...fields, ...said, ...(typeof eta === 'string' ? { eta } : onHand), note: 'said again', type }
}

/** One time in so many; shrinks to nothing. */
function rarely<T>(oneIn: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return either(oneIn - 1, fc.constant(undefined), 1, arbitrary)
}

/** One of two, by weight; shrinks to the first. */
function either<A, B>(weight: number, first: fc.Arbitrary<A>, other: number, second: fc.Arbitrary<B>) {
  return fc.oneof(
    { withCrossShrink: true },
    { weight, arbitrary: first },
    { weight: other, arbitrary: second },
  )
}
