import { expect, test } from 'vitest'
import { EmittedLines, type EmittedRow } from '../../src/report/emitted-lines.ts'

test('emitted events stand in columns', () => {
  const line = { sku: 'SMALL-TABLE', orderid: 'order-2', qty: 8 }

  expect(
    shown([
      {
        at: 'events.ndjson:3',
        type: 'Allocated',
        ...line,
        orderid: 'order-1',
        qty: 12,
        batchref: 'batch-001',
      },
      { at: 'events.ndjson:4', type: 'Allocated', ...line, batchref: 'batch-001' },
      { at: 'events.ndjson:5', type: 'AllocationRequired', ...line },
      { at: 'events.ndjson:5', type: 'Allocated', ...line, batchref: 'batch-002' },
    ]),
  ).toEqual([
    'events.ndjson:3  Allocated           order-1  SMALL-TABLE  12  -> batch-001',
    'events.ndjson:4  Allocated           order-2  SMALL-TABLE   8  -> batch-001',
    'events.ndjson:5  AllocationRequired  order-2  SMALL-TABLE   8',
    'events.ndjson:5  Allocated           order-2  SMALL-TABLE   8  -> batch-002',
  ])
})

test('a cancelled line gives its units back to the batch', () => {
  const line = { orderid: 'order-1', sku: 'LAMP', qty: 2 }

  expect(
    shown([
      { at: '-:9', type: 'Deallocated', ...line, batchref: 'b-1' },
      { at: '-:10', type: 'OutOfStock', ...line },
    ]),
  ).toEqual([
    '-:9  Deallocated         order-1  LAMP  2  <- b-1', //
    '-:10  OutOfStock          order-1  LAMP  2',
  ])
})

function shown(events: readonly EmittedRow[]): string[] {
  const lines = new EmittedLines()
  return events.map(event => lines.line(event))
}
