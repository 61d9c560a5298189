import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldPages } from '../../src/adapters/files/held-pages.ts'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import type { OrderId, Sku } from '../../src/domain/identifiers.ts'
import { HeldChains } from '../../src/service/held-chains.ts'
import { eventsOfPage } from '../../src/service/held-page.ts'
import { eventsAfter } from '../../src/service/journaled-events.ts'
import { type Published, publishedEvents } from '../../src/service/published.ts'
import type { Applied, Store } from '../../src/service/store.ts'
import { journaledInput } from '../../src/wire/decode-text.ts'
import { DatabaseFile } from '../contract/database-file.ts'
import { randomLog } from '../reference/random-log.ts'
import { Engine } from '../service/engine.ts'

test('what leaves behind a commit is what is read back from the journal, from any position on', {
  timeout: 120_000,
}, () => {
  const met = { events: 0, repeated: 0, emitted: 0 }
  const check = fc.property(
    randomLog({ retryBackorders: true, maxSteps: 80 }),
    fc.integer({ min: 1, max: 30 }),
    fc.nat(120),
    (log, groupSize, position) => {
      const file = new DatabaseFile()
      const memory = new MemoryStore()
      const left = replayed(file.open(), log, groupSize)
      const leftMemory = replayed(memory, log, groupSize)
      const reopened = file.open()

      const readBack = [...eventsAfter(reopened, journaledInput, 0)]
      const later = [...eventsAfter(reopened, journaledInput, position)]
      const laterInMemory = [...eventsAfter(memory, journaledInput, position)]
      file.remove()

      expect(readBack).toEqual(left.events)
      expect(leftMemory.events).toEqual(left.events)
      expect(later).toEqual(left.events.filter(event => event.position > position))
      expect(laterInMemory).toEqual(later)
      expect(
        left.events.every(({ position }, index, all) => position > (all[index - 1]?.position ?? 0)),
      ).toBe(true)
      met.events += left.events.length
      met.repeated += left.repeated
      met.emitted += left.events.filter(event => event.seq !== null).length
    },
  )

  fc.assert(check, { numRuns: 80 })

  expect(met.events).toBeGreaterThan(1_500)
  expect(met.repeated).toBeGreaterThan(100)
  expect(met.emitted).toBeGreaterThan(500)
})

test('what waits for its commit leaves as it came, whatever its names', () => {
  const met = { events: 0, wide: 0, source: 0 }
  const prefix = fc.constantFrom('', 'ÿ', 'Ā', '椅子-', '🪑'.repeat(30))
  const check = fc.property(randomLog({ retryBackorders: true, maxSteps: 80 }), prefix, (log, odd) => {
    const named = JSON.parse(
      JSON.stringify(log).replace(/"(sku|ref|orderid|id)":"/g, (_, name) => `"${name}":"${odd}`),
    )
    const engine = new Engine(new MemoryStore(), { retryBackorders: true })
    engine.tellAll(named.map((event: object, index: number) => ({ ...event, ...metadata[index % 7] })))
    engine.beginInput('second.ndjson')
    engine.tell({ type: 'BatchCreated', ref: `${odd}-0`, sku: 'last', qty: 1, eta: null })
    const applications = engine.applications.map(withOtherEmissions)
    const held = new HeldChains()
    const pages = new HeldPages(1_000)
    for (const applied of applications) {
      held.add(applied)
      if (applied.row % 5 === 0) pages.append(held.takePage())
    }
    pages.append(held.takePage())
    const left: Published[] = []
    for (const page of pages) for (const events of eventsOfPage(page, 7)) left.push(...events)
    pages.close()

    expect(left).toEqual(applications.flatMap(applied => publishedEvents(applied.input, applied)))
    met.events += left.length
    met.wide += odd === '' ? 0 : left.length
    met.source += left.filter(({ source }) => source !== 'urn:alloc').length
  })

  fc.assert(check, { numRuns: 150 })

  expect(met.events).toBeGreaterThan(2_000)
  expect(met.wide).toBeGreaterThan(1_000)
  expect(met.source).toBeGreaterThan(200)
})

/** Each with other fields; seven of them go with other events each time. */
const metadata: readonly object[] = [
  {},
  { id: '€1' },
  { source: 'https://shop.example/ü' },
  { correlationid: 'request-1', causationid: 'click' },
  {},
  { time: '2026-11-21T10:00:00Z' },
  { correlationid: '椅子' },
]

/** What a program's own handlers may emit: another quantity, SKU or order than was named, by names that no log may have. */
function withOtherEmissions(applied: Applied): Applied {
  const { chain, row } = applied
  const changed = [{}, { qty: 7_000_000_000 }, { sku: 'other' as Sku }, { orderid: 'o\0spare' as OrderId }][
    row % 4
  ]
  const emissions = chain.emissions.map(({ event, ...rest }) => ({
    ...rest,
    event: { ...event, ...changed },
  }))
  return { ...applied, chain: { ...chain, emissions } }
}

function replayed(store: Store, log: readonly object[], groupSize: number) {
  const engine = new Engine(store, { retryBackorders: true })
  log.forEach((event, index) => {
    engine.tell(event)
    if ((index + 1) % groupSize === 0) engine.replay.commit()
  })
  engine.replay.commit()
  const events: Published[] = engine.applications
    .filter(({ repeated }) => !repeated)
    .flatMap(applied => publishedEvents(applied.input, applied))
  return { events, repeated: engine.applications.filter(({ repeated }) => repeated).length }
}
