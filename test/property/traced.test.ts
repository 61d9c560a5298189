import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WarehouseReader } from '../../src/adapters/sqlite/warehouse-reader.ts'
import { chainTrace } from '../../src/cli/chain-trace.ts'
import { HumanPrinter } from '../../src/cli/human-printer.ts'
import { tracedEvent } from '../../src/cli/journaled-event.ts'
import { traceLines } from '../../src/report/trace-tree.ts'
import type { Applied } from '../../src/service/store.ts'
import { placeOf } from '../../src/service/store.ts'
import { storyOf } from '../../src/service/story.ts'
import { eventRecords } from '../../src/wire/records.ts'
import { StringSink } from '../../src/wire/text-sink.ts'
import { journaledRecords } from '../../src/wire/trace-records.ts'
import { DatabaseFile } from '../contract/database-file.ts'
import { randomLog } from '../reference/random-log.ts'
import { Engine } from '../service/engine.ts'

/** What a story is to hold: an input and those of its emitted events that belong to it. */
type Told = { readonly at: string; readonly before: readonly object[]; readonly events: readonly string[] }

const logs = randomLog({ retryBackorders: true, maxSteps: 80 })

test('an event is traced with all that it caused, as its replay printed it, and with what it changed', () => {
  const traced = forEachLog((applications, trace) => {
    for (const applied of applications) {
      const { id, input } = applied
      const namesakes = applications.filter(other => other.id === id && other !== applied)

      expect(trace(id, input.source ?? '')).toEqual([whole(applied)])
      if (namesakes.length > 0) expect(trace(id).length).toBeGreaterThan(1)
    }
    return applications.length
  })

  expect(traced).toBeGreaterThan(1_000)
})

test('the tree of a trace is that of replay --trace, line by line', () => {
  const trees = forEachLog((applications, _, reader) => {
    const printer = new HumanPrinter(new Set(['events']), true)
    for (const applied of applications) {
      const printed = new StringSink()
      printer.applied(applied, printed)
      const traced = reader.past(history => {
        const [chapter] = storyOf(applied.id, applied.input.source ?? '', history)?.chapters ?? []
        return tracedEvent(history.chain(chapter?.position ?? 0, 'all'), history)
      })
      const [root] = chainTrace(traced, { countLimit: Number.POSITIVE_INFINITY })

      expect([...traceLines(root), '']).toEqual(printed.take().split('\n'))
    }
    return applications.length
  })

  expect(trees).toBeGreaterThan(1_000)
})

test('an emitted event is traced with what caused it and what it caused', () => {
  const traced = forEachLog((applications, trace) => {
    const emitted = applications.flatMap(applied =>
      eventRecords(applied).map(record => ({ applied, record })),
    )
    for (const { applied, record } of emitted) {
      const { id } = JSON.parse(record)

      expect(trace(id, applied.input.source ?? '')).toEqual([partOf(applied, other => areKin(other, id))])
    }
    return emitted.length
  })

  expect(traced).toBeGreaterThan(500)
})

test('the story of an order is what concerned it, with the causes, in order', () => {
  const traced = forEachLog((applications, trace) => {
    const orders = new Set(applications.flatMap(ordersOf))
    for (const orderid of orders) {
      const concerning = applications.flatMap(applied => {
        const ids = eventsAbout(applied, orderid)
        const isOwn = 'orderid' in applied.input.event && applied.input.event.orderid === orderid
        if (ids.length === 0 && (!isOwn || applied.repeated)) return []
        return [partOf(applied, other => ids.some(id => areKin(other, id)))]
      })

      expect(trace(orderid)).toEqual(concerning)
    }
    return orders.size
  })

  expect(traced).toBeGreaterThan(300)
})

test('the story of a batch is who set it or shipped from it, and which lines it had to give back', () => {
  const traced = forEachLog((applications, trace) => {
    const refs = new Set(applications.flatMap(({ before }) => before.map(batch => batch.ref)))
    for (const ref of refs) {
      const setting = applications.filter(
        ({ before, repeated }) => !repeated && before.some(batch => batch.ref === ref),
      )
      const parts = setting.map(applied => {
        const ids = eventsOfBatch(applied, ref)
        return partOf(applied, other => ids.some(id => areKin(other, id)))
      })

      expect(trace(ref)).toEqual(parts)
    }
    return refs.size
  })

  expect(traced).toBeGreaterThan(100)
})

/** Traces within warehouses of random logs; names mean what they mean, or the event of one source. */
function forEachLog(
  check: (
    applications: readonly Applied[],
    trace: (name: string, source?: string) => Told[],
    reader: WarehouseReader,
  ) => number,
): number {
  let checked = 0
  const property = fc.property(logs, log => {
    const file = new DatabaseFile()
    const engine = new Engine(file.open(), { retryBackorders: true })
    engine.tellAll(log)
    engine.replay.commit()
    const reader = new WarehouseReader(file.path, 100)
    const trace = (name: string, source?: string) =>
      reader.past(history =>
        (storyOf(name, source, history)?.chapters ?? []).map(({ position, part }) => {
          const journaled = history.chain(position, part)
          const [input = '', ...events] = journaledRecords(journaled)
          const { at, before = [] } = JSON.parse(input)
          return { at, before, events }
        }),
      )
    try {
      if (engine.applications.length > 0) checked += check(engine.applications, trace, reader)
    } finally {
      reader.close()
      file.remove()
    }
  })
  fc.assert(property, { numRuns: 120 })
  return checked
}

function whole(applied: Applied): Told {
  const changed = applied.repeated ? [] : applied.before.filter(({ qty }) => qty !== null)
  const before = changed.map(({ ref, qty }) => ({ ref, qty }))
  return { at: placeOf(applied), before, events: eventRecords(applied) }
}

function partOf(applied: Applied, isPart: (id: string) => boolean): Told {
  const all = whole(applied)
  return { ...all, events: all.events.filter(record => isPart(JSON.parse(record).id)) }
}

/** Whether one caused the other, or they are the same: an id begins with that of its cause. */
function areKin(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}~`) || other.startsWith(`${one}~`)
}

function eventsAbout(applied: Applied, orderid: string): string[] {
  const records = eventRecords(applied).map(record => JSON.parse(record))
  return records.filter(record => record.orderid === orderid).map(record => record.id)
}

/** Those that name the batch, or the batch that a line was taken from. */
function eventsOfBatch({ id, chain }: Applied, ref: string): string[] {
  return chain.emissions.flatMap(({ event, suffix }) => {
    const named = 'batchref' in event ? event.batchref : 'takenFrom' in event ? event.takenFrom : undefined
    return named === ref ? [id + suffix] : []
  })
}

function ordersOf({ input: { event } }: Applied): string[] {
  return 'orderid' in event ? [event.orderid] : []
}
