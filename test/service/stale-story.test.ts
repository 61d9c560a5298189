import { expect, test } from 'vitest'
import { storySince } from '../../src/service/stale-story.ts'
import { journaledEvent } from '../../src/wire/decode-text.ts'

const set = (ref: string, qty: number, before: number) => ({
  text: JSON.stringify({ type: 'BatchQuantityChanged', ref, qty }),
  before,
})
const shipped = (orderid: string, before: number) => ({
  text: JSON.stringify({ type: 'OrderLineShipped', orderid, sku: 'LAMP' }),
  before,
})
const arrived = { text: JSON.stringify({ type: 'BatchArrived', ref: 'b-1' }), before: 9 }

test('what happened is told from the oldest, as far back as the sheet', () => {
  const changes = [shipped('o-2', 9), arrived, set('b-1', 9, 5), shipped('o-1', 8)]

  expect(storySince(3, { rev: 5, qty: 7 }, changes, journaledEvent)).toBe(
    'rev 3 -> 5: set to 9, shipped o-2 x 2',
  )
})

test('of many changes the newest are told', () => {
  const changes = Array.from({ length: 9 }, (_, n) => set('b-1', 20 - n, 19 - n))

  expect(storySince(1, { rev: 10, qty: 20 }, changes, journaledEvent)).toBe(
    'rev 1 -> 10: 4 earlier, set to 16, set to 17, set to 18, set to 19, set to 20',
  )
})

test('a rev that was never reached is of another warehouse', () => {
  expect(storySince(7, { rev: 2, qty: 1 }, [], journaledEvent)).toBe(
    'rev 7 -> 2: the sheet is of another warehouse',
  )
})
