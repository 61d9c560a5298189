import { expect, test } from 'vitest'
import type { Allocated } from '../../src/domain/events.ts'
import type { Handler, HandlerTable } from '../../src/service/handler.ts'
import { handlers } from '../../src/service/handlers.ts'

// These hold by type: `tsc` fails where an expected error does not come.

test('a table that forgets a type of event does not compile', () => {
  const { OutOfStock: _forgotten, ...others } = handlers

  // @ts-expect-error OutOfStock is missing
  const table: HandlerTable = others

  expect(Object.keys(table)).toHaveLength(Object.keys(handlers).length - 1)
})

test('a handler stands under the type that it handles, or does not compile', () => {
  const announce: Handler<Allocated> = ({ batchref }) => batchref

  // @ts-expect-error an OutOfStock has no batchref
  const table: HandlerTable = { ...handlers, OutOfStock: [announce] }

  expect(table.OutOfStock).toEqual([announce])
})

test('a handler that is async does not compile', () => {
  const later = async (): Promise<void> => {}

  // @ts-expect-error a promise is no result
  const named: HandlerTable = { ...handlers, Allocated: [later] }
  // @ts-expect-error neither is one of a text
  const inline: HandlerTable = { ...handlers, Allocated: [async event => event.batchref] }
  // @ts-expect-error nor one that a plain function returns
  const indirect: HandlerTable = { ...handlers, Allocated: [() => Promise.resolve(true)] }

  expect([named, inline, indirect]).toHaveLength(3)
})

test('a handler may say something or nothing', () => {
  const table: HandlerTable = {
    ...handlers,
    Allocated: [() => {}, () => undefined, ({ qty }) => qty, ({ orderid }) => ({ orderid, done: true })],
  }

  expect(table.Allocated).toHaveLength(4)
})
