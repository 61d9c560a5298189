import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  type GivenEvent,
  type GivenLog,
  handlers,
  InputRefused,
  MemoryEventBus,
  memoryWarehouse,
  openWarehouse,
  type Published,
  type Warehouse,
} from '../../src/index.ts'
import { DatabaseFile } from '../contract/database-file.ts'

const batch: GivenEvent = { type: 'BatchCreated', id: 'b', ref: 'b-1', sku: 'LAMP', qty: 5 }
const order = (n: number, qty = 2, sku = 'LAMP'): GivenEvent => ({
  ...{ type: 'AllocationRequired', id: `o${n}`, orderid: `o-${n}`, sku, qty },
})
const log = [batch, order(1), order(2), order(3)]
const idsOfLog = ['b', 'o1', 'o1~1', 'o2', 'o2~1', 'o3', 'o3~1']
const text = log.map(event => `${JSON.stringify(event)}\n`).join('')

test.each([
  ['its text', () => text],
  ['its bytes', () => new TextEncoder().encode(text)],
  ['a stream', () => Readable.from([Buffer.from(text.slice(0, 70)), Buffer.from(text.slice(70, -1))])],
  ['events', () => log],
  ['events that come one by one', () => eachLater(log)],
] as [string, () => GivenLog][])('a log may be given as %s', async (_what, given) => {
  const warehouse = memoryWarehouse()

  const { events, ...counts } = await warehouse.replay(given(), { name: 'day.ndjson', commit: 3 })

  expect(counts).toEqual({
    ...{ read: 4, applied: 4, repeated: 0, skipped: 0, outcomes: 0, rejected: 0, emitted: 3 },
  })
  expect(idsOf(events)).toEqual(idsOfLog)
  expect([...warehouse.batches()].map(({ ref, allocated }) => [ref, allocated])).toEqual([['b-1', 4]])
  expect([...warehouse.orders()].map(({ orderid, batchref }) => [orderid, batchref])).toEqual([
    ...[
      ['o-1', 'b-1'],
      ['o-2', 'b-1'],
      ['o-3', null],
    ],
  ])
  expect([...warehouse.backorders()].map(({ orderid }) => orderid)).toEqual(['o-3'])
})

test('who subscribes before a group is committed is told of all that it did', async () => {
  const warehouse = memoryWarehouse()
  const told: string[] = []
  const subscribeOnTheWay = async function* () {
    yield* log.slice(0, 2)
    warehouse.bus.subscribeToAllEvents(({ id }) => told.push(id))
    yield* log.slice(2)
  }

  await warehouse.replay(subscribeOnTheWay())

  expect(told).toEqual(idsOfLog)
})

test('who reads on at each sign of the bus has each event once and in order, whatever fails', async () => {
  const warehouse = memoryWarehouse({ bus: new MemoryEventBus({ log: () => {} }) })
  const told: number[] = []
  let failures = 2
  const projection = {
    position: 0,
    handle({ position }: Published): void {
      if (position === 2 && failures-- > 0) throw new Error('not now')
      told.push(position)
      projection.position = position
    },
  }
  warehouse.bus.subscribe('Allocated', ({ id }) =>
    id === 'o1~1' ? warehouse.handle(order(9, 1)) : undefined,
  )
  warehouse.bus.subscribeToAllEvents(() => warehouse.deliver(projection))

  await warehouse.replay(log)

  expect(failures).toBeLessThan(0)
  expect(told).toEqual([...warehouse.events()].map(({ position }) => position))
})

test('what is no log is refused', async () => {
  const lines = text.split('\n') as unknown as GivenLog

  await expect(memoryWarehouse().replay(lines)).rejects.toThrow(TypeError)
})

test('a single event gives what its handlers returned, and what left', async () => {
  const promise = ({ qty }: { qty: number }) => qty
  const warehouse = memoryWarehouse({
    handlers: { ...handlers, Allocated: [...handlers.Allocated, promise] },
  })
  await warehouse.handle(batch)

  const first = await warehouse.handle(order(1))
  const again = await warehouse.handle(order(1))
  const repeated = await warehouse.handle({ type: 'BatchArrived', ref: 'b-1' })

  expect(first.results).toEqual(['b-1', 2])
  expect(idsOf(first.events)).toEqual(['o1', 'o1~1'])
  expect(again).toEqual({ results: [], events: [] })
  expect(repeated).toEqual({ results: ['b-1'], events: [] })
})

test('an event that is refused changes nothing, and the next one is handled', async () => {
  const file = new DatabaseFile()
  const warehouse = await openWarehouse({ file: file.path })
  const { id: _id, ...nameless } = order(1)
  const refused: unknown[] = []
  const handle = async (event: GivenEvent) => {
    try {
      await warehouse.handle(event)
    } catch (error) {
      if (error instanceof InputRefused) refused.push([error.at, error.code, error.hint])
    }
  }

  await handle(nameless)
  await handle({ ...batch, qty: -1 })
  await handle(batch)
  await handle(nameless)
  await handle(order(2, 2, 'LAMB'))
  await handle(order(3))
  await warehouse.close()

  expect(refused).toEqual([
    ['program:1', 'unknown-sku', 'check the spelling, or record its first BatchCreated before it'],
    ['program:1', 'invalid-field', undefined],
    ['program:3', 'unknown-sku', 'check the spelling, or record its first BatchCreated before it'],
  ])
  expect(file.rows('SELECT id FROM events ORDER BY position').flat()).toEqual(['b', 'program:2', 'o3'])
  expect(file.rows('SELECT name, n, lines, state FROM runs')).toEqual([['program', 1, 3, 'complete']])
  expect(file.rows('SELECT count(*) FROM rejects')).toEqual([[0]])
  file.remove()
})

test('a refused log leaves what was committed before, and subscribers hear of no more', async () => {
  const wrong = [...log, order(4, 2, 'LAMB'), order(5)]
  const [whole, groups, lenient] = [memoryWarehouse(), memoryWarehouse(), memoryWarehouse()]
  const told = [whole, groups, lenient].map(toldBy)
  const left: string[] = []

  await expect(whole.replay(wrong)).rejects.toThrow('-:5: there is no product "LAMB"')
  await expect(groups.replay(wrong, { commit: 2 })).rejects.toThrow(InputRefused)
  const { rejected } = await lenient.replay(wrong, {
    refusalsAllowed: 1,
    onRefused: ({ code }) => left.push(code),
  })

  expect(told).toEqual([[], idsOfLog, [...idsOfLog, 'o5', 'o5~1']])
  expect([rejected, left]).toEqual([1, ['unknown-sku']])
  expect([...whole.batches()]).toEqual([])
})

test('what a subscriber missed is delivered from the journal, and nothing is passed over', async () => {
  const warehouse = memoryWarehouse()
  await warehouse.replay(log)
  const told: string[] = []
  let isBroken = true
  const subscriber = ({ id }: { id: string }) => {
    if (id === 'o2' && isBroken) throw new Error('no')
    told.push(id)
  }

  await expect(warehouse.deliver(subscriber)).rejects.toThrow('no')
  isBroken = false
  const position = await warehouse.deliver(subscriber, 3)
  await warehouse.handle(order(4))
  const last = await warehouse.deliver(subscriber, position)

  expect(told).toEqual([...idsOfLog, 'o4', 'o4~1'])
  expect([position, last]).toEqual([7, 9])
  expect(await warehouse.deliver(subscriber, last)).toBe(9)
})

test('an event is traced by its id, or by that of anything it caused', async () => {
  const warehouse = memoryWarehouse()
  await warehouse.replay([batch, order(1), { type: 'BatchQuantityChanged', id: 'q', ref: 'b-1', qty: 1 }])

  const whole = idsOf(warehouse.trace('q'))

  expect(whole).toEqual(['q', 'q~1', 'q~1~1'])
  expect(idsOf(warehouse.trace('q~1~1'))).toEqual(whole)
  expect(warehouse.trace('q').map(({ causationid }) => causationid)).toEqual([null, 'q', 'q~1'])
  expect(warehouse.trace('x')).toEqual([])
  expect(warehouse.trace('q', 'shop')).toEqual([])
})

test('a trial works on a copy: it shows what would happen, keeps nothing, and tells nobody', async () => {
  const file = new DatabaseFile()
  const warehouse = await openWarehouse({ file: file.path })
  await warehouse.replay([batch, order(1)])
  const before = file.dump()

  const trial = await openWarehouse({ copyOf: file.path })
  const told = toldBy(trial)
  const { events } = await trial.replay([order(2), order(3)])
  const { results } = await trial.handle(order(4, 1))

  expect(idsOf(events)).toEqual(['o2', 'o2~1', 'o3', 'o3~1'])
  expect(results).toEqual(['b-1'])
  await trial.close()
  expect([told, file.dump()]).toEqual([[], before])
  await warehouse.close()
  file.remove()
})

test('a subscriber may work with the warehouse', async () => {
  const warehouse = memoryWarehouse({ retryBackorders: true })
  const told = toldBy(warehouse)
  warehouse.bus.subscribe('OutOfStock', async ({ sku, qty, orderid, id, correlationid }) => {
    const why = { causationid: id, correlationid }
    await warehouse.handle({ type: 'BatchCreated', id: 'new', ref: `for-${orderid}`, sku, qty, ...why })
  })

  await warehouse.replay([batch, order(1, 4), order(2), order(3, 1)], { commit: 1 })

  expect(told.toSorted()).toEqual([...idsOfLog, 'new', 'new~1', 'new~1~1'].toSorted())
  expect(warehouse.trace('new')[0]).toMatchObject({ causationid: 'o2~1', correlationid: 'o2' })
  expect([...warehouse.backorders()]).toEqual([])
})

test('others come to their turn between the groups of a log that has no end', async () => {
  const warehouse = memoryWarehouse()
  const told = toldBy(warehouse)
  let end = () => {}
  const isEnded = new Promise<void>(resolve => {
    end = resolve
  })
  async function* endless(): AsyncGenerator<GivenEvent> {
    yield batch
    await isEnded
    yield order(2)
  }

  const replaying = warehouse.replay(endless(), { commit: 1 })
  while (told.length === 0) await setImmediate()
  await warehouse.handle(order(1))
  end()
  await replaying

  expect(told).toEqual(idsOfLog.slice(0, 5))
})

test('what is not committed is in no list of events', async () => {
  const file = new DatabaseFile()
  const warehouse = await openWarehouse({ file: file.path })
  await warehouse.handle(batch)
  const seen: string[][] = []
  async function* watched(): AsyncGenerator<GivenEvent> {
    yield order(1)
    await setImmediate()
    seen.push(idsOf(warehouse.events()), idsOf(warehouse.trace('o1')))
    yield order(2)
  }

  await warehouse.replay(watched())

  expect(seen).toEqual([['b'], []])
  expect(idsOf(warehouse.events(1))).toEqual(['o1', 'o1~1', 'o2', 'o2~1'])
  await warehouse.close()
  file.remove()
})

test('a warehouse that is closed waits for its subscribers, and can be opened again', async () => {
  const file = new DatabaseFile()
  const told: string[] = []
  for (const n of [1, 2]) {
    const warehouse = await openWarehouse({ file: file.path })
    warehouse.bus.subscribeToAllEvents(async ({ at }) => {
      await setImmediate()
      told.push(at)
    })
    void warehouse.handle({ type: 'BatchCreated', ref: `b-${n}`, sku: 'LAMP', qty: 5 })
    expect(await warehouse.close()).toEqual([])
  }

  expect(told).toEqual(['program:1', 'program#2:1'])
  file.remove()
})

async function* eachLater(events: readonly GivenEvent[]): AsyncGenerator<GivenEvent> {
  for (const event of events) {
    await setImmediate()
    yield event
  }
}

/** The ids of what subscribers are told. */
function toldBy(warehouse: Warehouse): string[] {
  const told: string[] = []
  warehouse.bus.subscribeToAllEvents(({ id }) => told.push(id))
  return told
}

function idsOf(events: Iterable<{ readonly id: string }>): string[] {
  return [...events].map(({ id }) => id)
}
