import { expect, test } from 'vitest'
import { backorderTable, batchTable } from '../../src/report/state-tables.ts'

test('the batches stand in a table', () => {
  const batches = [
    { ref: 'batch-001', sku: 'SMALL-TABLE', eta: null, qty: 15, allocated: 12, available: 3 },
    { ref: 'batch-002', sku: 'SMALL-TABLE', eta: '2026-12-01', qty: 50, allocated: 8, available: 42 },
  ]

  expect([...batchTable(batches)]).toEqual([
    'BATCH      SKU          ETA         QTY  ALLOCATED  AVAILABLE',
    'batch-001  SMALL-TABLE  in stock     15         12          3',
    'batch-002  SMALL-TABLE  2026-12-01   50          8         42',
  ])
})

test('the backorders stand in a table that says what they are', () => {
  const backorders = [
    { orderid: 'order-9', sku: 'SMALL-TABLE', qty: 70 },
    { orderid: '注文-10', sku: '机', qty: 1200 },
  ]

  expect([...backorderTable(backorders)]).toEqual([
    'Backorders, oldest first:',
    'ORDER    SKU           QTY',
    'order-9  SMALL-TABLE    70',
    '注文-10  机           1200',
  ])
})

test('where there is nothing, there is no table', () => {
  expect([...batchTable([]), ...backorderTable([])]).toEqual([])
})
