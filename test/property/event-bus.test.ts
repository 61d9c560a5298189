import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryEventBus } from '../../src/adapters/memory/memory-event-bus.ts'
import type { Published } from '../../src/service/published.ts'
import { asked, outOfStock, promised } from '../service/published-events.ts'
import { NaiveBus, type Topic } from './naive-bus.ts'

const makers = { AllocationRequired: asked, Allocated: promised, OutOfStock: outOfStock }
const types = ['AllocationRequired', 'Allocated', 'OutOfStock'] as const
const topic = fc.constantFrom<Topic>(...types, '*')
const publication = fc.array(fc.constantFrom(...types), { maxLength: 4 })

/** Each has its way to answer; a name tells which. */
const answers = ['at once', 'later', 'throws', 'rejects'] as const
const subscriber = fc.constantFrom(...answers)

const command = fc.oneof(
  fc.record({ do: fc.constant('subscribe' as const), topic, who: subscriber }),
  fc.record({ do: fc.constant('unsubscribe' as const), topic, who: subscriber }),
  fc.record({ do: fc.constant('publish' as const), types: publication }),
  fc.record({ do: fc.constant('publish in the background' as const), types: publication }),
  fc.record({ do: fc.constant('wait' as const) }),
  fc.record({ do: fc.constant('clear' as const) }),
)

test('a bus does what a naive one does, whoever subscribes, unsubscribes, publishes and fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async commands => {
      const pair = new BusAndNaiveOne()
      for (const step of commands) await pair.do(step)
      expect(await pair.bus.shutdown()).toEqual([])
      pair.naive.catchUp()

      expect(pair.calls).toEqual(pair.naive.calls)
      expect(pair.bus.statistics).toEqual(pair.naive.statistics)
    }),
  )
})

test('at whatever moment a bus is shut down, each accepted event is delivered or handed back, and then all is quiet', async () => {
  const moment = fc.nat({ max: 20 })
  const turns = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ types: publication, background: fc.boolean() }), { maxLength: 8 }),
      ...[turns, moment, fc.boolean(), fc.integer({ min: 1, max: 5 })],
      async (publications, slowness, shutdownAfter, isPatient, backgroundLimit) => {
        const bus = new MemoryEventBus({ backgroundLimit, log: () => {} })
        const [begun, ended] = [new Map<string, number>(), new Map<string, number>()]
        slowness.forEach((turnsToTake, index) => {
          bus.subscribeToAllEvents(async ({ id }) => {
            count(begun, id)
            for (let turn = 0; turn < turnsToTake; turn++) await setImmediate()
            count(ended, id)
            if (index === 1) throw new Error('no')
          })
        })
        const accepted: Published[] = []
        let position = 0
        const publishing = publications.map(async ({ types, background }) => {
          const events = types.map(type => makers[type](++position))
          try {
            await bus.publish(events, { background })
          } catch {
            // Of a publication that waited for room nothing was accepted; one in the foreground began at once.
            if (background) return
          }
          accepted.push(...events)
        })
        for (let turn = 0; turn < shutdownAfter; turn++) await setImmediate()

        const abandoned = await bus.shutdown(isPatient ? 60_000 : 0)
        const callsThen = sum(begun)
        await Promise.all(publishing)
        for (let turn = 0; turn < 10; turn++) await setImmediate()

        expect(sum(begun)).toBe(callsThen)
        const handedBack = new Set(abandoned.map(({ id }) => id))
        if (isPatient) expect(abandoned).toEqual([])
        for (const { id } of accepted)
          expect([handedBack.has(id), handedBack.has(id) || ended.get(id)]).toEqual([
            handedBack.has(id),
            handedBack.has(id) || slowness.length,
          ])
        expect(handedBack.size + bus.statistics.published).toBe(accepted.length)
        expect([...begun.values()].every(times => times <= slowness.length)).toBe(true)
        expect([...begun.keys()].every(id => accepted.some(event => event.id === id))).toBe(true)
      },
    ),
  )
})

type Command = typeof command extends fc.Arbitrary<infer C> ? C : never

/** Both are told the same. */
class BusAndNaiveOne {
  readonly bus = new MemoryEventBus({ log: () => {} })
  readonly naive = new NaiveBus()
  readonly calls: string[] = []
  readonly #subscribers = new Map(
    answers.map(answer => [answer, (event: Published) => answered(answer, event, this.calls)]),
  )
  #position = 0

  async do(step: Command): Promise<void> {
    switch (step.do) {
      case 'subscribe':
        this.#subscribe(step)
        break
      case 'unsubscribe':
        expect(this.#unsubscribe(step)).toBe(this.naive.unsubscribe(step.topic, step.who))
        break
      case 'publish':
      case 'publish in the background':
        await this.#publish(step)
        break
      case 'clear':
        this.bus.clearSubscribers()
        this.naive.clear()
        break
      case 'wait':
        while (this.#hasWork) await setImmediate()
        this.naive.catchUp()
    }
    expect(this.bus.subscriberCount()).toBe(this.naive.subscriptions.length)
  }

  #subscribe({ topic, who }: Command & { do: 'subscribe' }): void {
    if (topic === '*') this.bus.subscribeToAllEvents(this.#named(who))
    else this.bus.subscribe(topic, this.#named(who))
    this.naive.subscribe(topic, who)
  }

  #unsubscribe({ topic, who }: Command & { do: 'unsubscribe' }): boolean {
    if (topic === '*') return this.bus.unsubscribeFromAllEvents(this.#named(who))
    return this.bus.unsubscribe(topic, this.#named(who))
  }

  async #publish(step: Command & { types: readonly (typeof types)[number][] }): Promise<void> {
    const events = step.types.map(type => makers[type](++this.#position))
    const background = step.do !== 'publish'
    await this.bus.publish(events, { background })
    if (background) this.naive.publishLater(events)
    else this.naive.publish(events)
  }

  get #hasWork(): boolean {
    const { backgroundCompleted, backgroundCreated } = this.bus.statistics
    return backgroundCompleted < backgroundCreated
  }

  #named(who: (typeof answers)[number]): (event: Published) => unknown {
    return this.#subscribers.get(who) ?? (() => {})
  }
}

function answered(answer: (typeof answers)[number], { id }: Published, calls: string[]): unknown {
  calls.push(`${answer} ${id}`)
  if (answer === 'throws') throw new Error(answer)
  if (answer === 'rejects') return Promise.reject(new Error(answer))
  return answer === 'later' ? Promise.resolve() : undefined
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0)
}
