import { expect, test } from 'vitest'
import { asked, promised } from '../service/published-events.ts'
import type { OpenBus } from './event-bus-contract.ts'

/** Publications that the publisher does not wait for. */
export function inTheBackground(open: OpenBus): void {
  test('the publisher goes on before a subscriber is called; all are when the bus has shut down', async () => {
    const bus = open()
    const calls: string[] = []
    bus.subscribeToAllEvents(({ id }) => calls.push(id))

    await bus.publish([promised(1), asked(2)], { background: true })
    await bus.publish([promised(3)], { background: true })
    const seen = [...calls]
    const abandoned = await bus.shutdown()

    expect([seen, calls, abandoned]).toEqual([[], ['e1', 'e2', 'e3'], []])
    expect(bus.statistics).toEqual({
      ...{ published: 3, handlersInvoked: 3, handlerErrors: 0 },
      ...{ backgroundCreated: 2, backgroundCompleted: 2 },
    })
  })

  test('what was accepted is delivered, whatever the publisher does with their list', async () => {
    const bus = open()
    const calls: string[] = []
    bus.subscribeToAllEvents(({ id }) => calls.push(id))
    const events = [promised(1), asked(2)]

    await bus.publish(events, { background: true })
    events.length = 0
    await bus.shutdown()

    expect(calls).toEqual(['e1', 'e2'])
  })

  test('the next publication begins when the one before has ended', async () => {
    const bus = open()
    const calls: string[] = []
    bus.subscribe('AllocationRequired', async ({ id }) => {
      calls.push(`${id} begins`)
      for (let turn = 0; turn < 5; turn++) await undefined
      calls.push(`${id} ends`)
    })

    await bus.publish([asked(1)], { background: true })
    await bus.publish([asked(2)], { background: true })
    await bus.shutdown()

    expect(calls).toEqual(['e1 begins', 'e1 ends', 'e2 begins', 'e2 ends'])
  })

  test('a publisher waits while there is no room', async () => {
    const bus = open({ backgroundLimit: 2 })
    const told: string[] = []
    let goOn = () => {}
    bus.subscribeToAllEvents(async ({ id }) => {
      told.push(`called with ${id}`)
      await new Promise<void>(resolve => {
        goOn = resolve
      })
    })
    const publish = async (position: number) => {
      await bus.publish([promised(position)], { background: true })
      told.push(`accepted e${position}`)
    }

    const publishers = [publish(1), publish(2), publish(3), publish(4)]
    while (!told.includes('called with e1')) await immediately()
    const beforeTheFirstEnded = [...told]
    for (const each of ['e1', 'e2', 'e3', 'e4']) {
      while (!told.includes(`called with ${each}`)) await immediately()
      goOn()
    }
    await Promise.all(publishers)
    await bus.shutdown()

    expect(beforeTheFirstEnded).toEqual(['accepted e1', 'accepted e2', 'called with e1'])
    expect(told.filter(each => each.startsWith('accepted'))).toEqual(
      [1, 2, 3, 4].map(position => `accepted e${position}`),
    )
    expect(bus.statistics).toMatchObject({ published: 4, backgroundCreated: 4, backgroundCompleted: 4 })
  })

  test('whoever has something to do comes to it while a long queue is delivered', async () => {
    const bus = open({ backgroundLimit: 100_000 })
    let calls = 0
    bus.subscribeToAllEvents(() => calls++)
    for (let position = 1; position <= 1_000; position++)
      await bus.publish([promised(position)], { background: true })

    while (calls === 0) await immediately()
    const callsThen = calls
    await bus.shutdown()

    expect(callsThen).toBeLessThan(1_000)
    expect(calls).toBe(1_000)
  })
}

function immediately(): Promise<void> {
  return new Promise(resolve => void setImmediate(resolve))
}
