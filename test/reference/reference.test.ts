import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counts } from './log-event.ts'
import { provocations } from './provocations.ts'
import { randomLog } from './random-log.ts'
import { type Emitted, type LogEvent, ReferenceWarehouse } from './warehouse.ts'

type Case = {
  readonly id: string
  readonly title: string
  readonly input: readonly LogEvent[]
  readonly emitted: readonly object[]
  readonly batches: readonly object[]
  readonly backorders: readonly object[] | null
  readonly errors: readonly { readonly line: number; readonly code: string }[]
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('../conformance/cases.json', import.meta.url), 'utf8'),
)

test.each(cases)('$id: $title', ({ input, emitted, batches, backorders, errors }) => {
  const malformed = errors.filter(error => error.code === 'invalid-field')

  const replayed = replay(input, { malformedLines: malformed.map(error => error.line) })

  expect(replayed.emitted).toHaveLength(emitted.length)
  expect(replayed.emitted).toMatchObject(emitted)
  expect(replayed.batches).toHaveLength(batches.length)
  expect(replayed.batches).toMatchObject(batches)
  expect(replayed.backorders).toEqual(backorders ?? replayed.backorders)
  expect([...replayed.errors, ...malformed]).toEqual(errors)
})

test.each([false, true])(
  'units and promises are accounted for after every event (retry: %s)',
  retryBackorders => {
    const logs = randomLog({ retryBackorders })

    const check = fc.property(logs, log => {
      const warehouse = new ReferenceWarehouse({ retryBackorders })
      for (const [index, event] of log.entries()) {
        warehouse.handle(event, `log:${index + 1}`)
        warehouse.checkInvariants()
      }
    })

    fc.assert(check, { numRuns: 400 })
  },
)

test.each([false, true])('random logs provoke every rule (retry: %s)', retryBackorders => {
  const logs = fc.sample(randomLog({ retryBackorders, malformedIds: true }), { numRuns: 400, seed: 1 })

  const seen = logs.flatMap(log => provocations(log, retryBackorders))

  expect(new Set(seen)).toEqual(new Set(everyProvocation))
})

test('most events of random logs are accepted', () => {
  const logs = fc.sample(randomLog(), { numRuns: 400, seed: 1 })

  const seen = logs.flatMap(log => provocations(log, false))

  expect(seen.filter(word => word.startsWith('refused')).length).toBeLessThan(logs.flat().length * 0.35)
})

test('random logs are well-formed: plain JSON, no batch counted twice', () => {
  const check = fc.property(randomLog(), log => {
    const refs = log.map(event => counts(event).map(count => count.ref))
    expect(JSON.parse(JSON.stringify(log))).toStrictEqual(log)
    expect(refs.map(each => [...new Set(each)])).toEqual(refs)
  })

  fc.assert(check, { numRuns: 400 })
})

test('the order of the counts does not matter', () => {
  const said = [
    { ref: 'b1', qty: 3 },
    { ref: 'b2', qty: 9 },
    { ref: 'b3', qty: 1 },
  ]

  const forwards = replay([...threeBatches, { type: 'StockCounted', sku: 'S', counts: said }])
  const backwards = replay([...threeBatches, { type: 'StockCounted', sku: 'S', counts: said.toReversed() }])

  expect(forwards).toEqual(backwards)
})

test('a batch gives back the fewest lines that the newest-first order allows, oldest first', () => {
  const log = [batch('b1', 10), line('o1', 4), line('o2', 1), line('o3', 2), line('o4', 3)]

  const { emitted } = replay([...log, counted('b1', 4)])

  expect(emitted.slice(4).map(brief)).toEqual([
    'log:6~1 AllocationRequired o2',
    'log:6~2 AllocationRequired o3',
    'log:6~3 AllocationRequired o4',
    'log:6~1~1 OutOfStock o2',
    'log:6~2~1 OutOfStock o3',
    'log:6~3~1 OutOfStock o4',
  ])
})

test('a line that the others make unnecessary stays where it is', () => {
  const log = [batch('b1', 10), line('o1', 6), line('o2', 3), line('o3', 1)]

  const { emitted } = replay([...log, counted('b1', 5)])

  expect(emitted.slice(3).map(brief)).toEqual(['log:5~1 AllocationRequired o1', 'log:5~1~1 OutOfStock o1'])
})

test('a line may move to the units that a batch counted with its own has taken back', () => {
  const log = [batch('b1', 2), batch('b2', 5), line('o1', 2), line('o2', 5)]
  const counts = [
    { ref: 'b1', qty: 0 },
    { ref: 'b2', qty: 4 },
  ]

  const { emitted } = replay([...log, { type: 'StockCounted', sku: 'S', counts }])

  expect(emitted.slice(2).map(brief)).toEqual([
    'log:5~1 AllocationRequired o1',
    'log:5~2 AllocationRequired o2',
    'log:5~1~1 Allocated o1',
    'log:5~2~1 OutOfStock o2',
  ])
})

test('stock that came is offered to the backorders one at a time, oldest first', () => {
  const log = [batch('b1', 1), line('o1', 5), line('o2', 9), line('o3', 2), line('o4', 1)]

  const { emitted } = replay([
    ...log,
    { ...batch('b2', 7), id: 'e', correlationid: 'k', retrybackorders: true },
  ])

  expect(emitted.slice(4).map(brief)).toEqual([
    'e~1 AllocationRequired o1',
    'e~1~1 Allocated o1',
    'e~2 AllocationRequired o3',
    'e~2~1 Allocated o3',
  ])
  expect(emitted.at(-1)).toMatchObject({ seq: 8, causationid: 'e~2', correlationid: 'k', batchref: 'b2' })
})

test('a decrease offers nothing, though taking a line back left units free', () => {
  const log = [batch('b1', 10), line('o1', 6), line('o2', 5)]

  const { emitted } = replay([...log, { ...counted('b1', 5), retrybackorders: true }])

  expect(emitted.slice(2).map(brief)).toEqual(['log:4~1 AllocationRequired o1', 'log:4~1~1 OutOfStock o1'])
})

test('a new attempt may ask for another quantity, and keeps the age of the first', () => {
  const log = [batch('b1', 5), line('o1', 9), line('o2', 3)]

  const { batches } = replay([...log, line('o1', 2)])

  expect(batches).toMatchObject([
    {
      lines: [
        { orderid: 'o1', qty: 2 },
        { orderid: 'o2', qty: 3 },
      ],
    },
  ])
})

test('the rev that a count expects belongs to its content, its note does not', () => {
  const count = { ...counted('b1', 5), id: 'e1', expectedrev: 1 }

  const { verdicts } = replay([
    batch('b1', 9),
    count,
    { ...count, note: 'again' },
    { ...count, expectedrev: 2 },
  ])

  expect(verdicts).toEqual(['applied', 'applied', 'skipped', 'id-conflict'])
})

test('an id is used up by what was accepted alone, and belongs to its source', () => {
  const log = [
    { ...line('o1', 1), id: 'e1' },
    { ...batch('b1', 5), id: 'e1' },
    { ...batch('b1', 5), id: 'e1', eta: undefined, note: 'again' },
    { ...line('o1', 1), id: 'e1' },
    { ...line('o1', 1), id: 'e1', source: 'shop' },
    { ...line('o1', 1), id: 'e1~1' },
  ]

  const { verdicts } = replay(log)

  expect(verdicts).toEqual(['unknown-sku', 'applied', 'skipped', 'id-conflict', 'applied', 'outcome'])
})

const acceptedTypes = [
  'AllocationRequired',
  'BatchArrived',
  'BatchCreated',
  'BatchQuantityChanged',
  'OrderLineCancelled',
  'OrderLineShipped',
  'StockCounted',
]

const everyProvocation = [
  ...acceptedTypes.flatMap(type => [`applied ${type}`, `repeated ${type}`, `skipped ${type}`]),
  ...['Allocated', 'AllocationRequired', 'OutOfStock', 'Deallocated'].flatMap(type => [
    `outcome ${type}`,
    `emitted ${type}`,
  ]),
  'refused unknown-sku',
  'refused unknown-batch',
  'refused unknown-line',
  'refused batch-conflict',
  'refused line-conflict',
  'refused line-closed',
  'refused not-allocated',
  'refused stale-count',
  'refused sku-mismatch',
  'refused id-conflict',
  'refused invalid-field',
  'line taken back',
  'backorder retried',
  'newer line spared',
  'several batches gave back',
  'taken back and retried in one chain',
]

const threeBatches = [
  batch('b1', 10),
  batch('b2', 5),
  batch('b3', 5),
  line('o1', 6),
  line('o2', 4),
  line('o3', 5),
  line('o4', 5),
]

function batch(ref: string, qty: number): LogEvent {
  return { type: 'BatchCreated', ref, sku: 'S', qty, eta: null }
}

function line(orderid: string, qty: number): LogEvent {
  return { type: 'AllocationRequired', orderid, sku: 'S', qty }
}

function counted(ref: string, qty: number): LogEvent {
  return { type: 'BatchQuantityChanged', ref, qty }
}

function brief({ id, type, orderid }: Emitted): string {
  return `${id} ${type} ${orderid}`
}

function replay(
  log: readonly LogEvent[],
  { malformedLines = [] }: { malformedLines?: readonly number[] } = {},
) {
  const warehouse = new ReferenceWarehouse()
  const wellFormed = [...log.entries()].filter(([index]) => !malformedLines.includes(index + 1))
  const handled = wellFormed.map(([index, event]) => {
    const { verdict, emitted } = warehouse.handle(event, `log:${index + 1}`)
    const code = verdict.status === 'refused' ? verdict.code : null
    return { line: index + 1, word: code ?? verdict.status, code, emitted }
  })
  return {
    emitted: handled.flatMap(each => each.emitted),
    batches: warehouse.batches(),
    backorders: warehouse.backorders(),
    errors: handled.filter(({ code }) => code !== null).map(({ line, code }) => ({ line, code })),
    verdicts: handled.map(each => each.word),
  }
}
