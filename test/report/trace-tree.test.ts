import { expect, test } from 'vitest'
import { type TraceNode, traceLines, traceSummary } from '../../src/report/trace-tree.ts'

const allocated: TraceNode = {
  id: 'e-5~1~1',
  at: 'events.ndjson:5',
  type: 'Allocated',
  subject: 'order-2',
  detail: 'SMALL-TABLE x 8 -> batch-002',
  children: [],
}
const taken: TraceNode = {
  id: 'e-5~1',
  at: 'events.ndjson:5',
  type: 'AllocationRequired',
  subject: 'order-2',
  detail: 'SMALL-TABLE x 8',
  remark: 'taken back from batch-001',
  children: [allocated],
}
const changed: TraceNode = {
  id: 'e-5',
  at: 'events.ndjson:5',
  type: 'BatchQuantityChanged',
  subject: 'batch-001',
  detail: '20 -> 15',
  remark: 'events.ndjson:5',
  children: [taken],
}

test('a tree shows what an event caused', () => {
  expect([...traceLines(changed)]).toEqual([
    'e-5  BatchQuantityChanged  batch-001  20 -> 15                events.ndjson:5',
    '└─ e-5~1  AllocationRequired  order-2  SMALL-TABLE x 8        taken back from batch-001',
    '   └─ e-5~1~1  Allocated  order-2  SMALL-TABLE x 8 -> batch-002',
  ])
  expect(traceSummary(changed)).toBe('3 events, 2 caused by e-5; depth 2.')
})

test('a branch goes on beside the events below it', () => {
  const leaf = (id: string): TraceNode => ({
    id,
    at: 'events.ndjson:5',
    type: 'OutOfStock',
    subject: 'o-1',
    detail: '',
    children: [],
  })
  const tree = {
    ...leaf('e'),
    children: [{ ...leaf('e~1'), children: [leaf('e~1~1'), leaf('e~1~2')] }, leaf('e~2')],
  }

  expect([...traceLines(tree)]).toEqual([
    'e  OutOfStock  o-1',
    '├─ e~1  OutOfStock  o-1',
    '│  ├─ e~1~1  OutOfStock  o-1',
    '│  └─ e~1~2  OutOfStock  o-1',
    '└─ e~2  OutOfStock  o-1',
  ])
})

test('remarks stand in one column behind wide characters, too', () => {
  const wide = {
    ...changed,
    subject: '机',
    detail: '1 -> 0',
    children: [{ ...taken, subject: '机机', children: [] }],
  }

  expect([...traceLines(wide)]).toEqual([
    'e-5  BatchQuantityChanged  机  1 -> 0                      events.ndjson:5',
    '└─ e-5~1  AllocationRequired  机机  SMALL-TABLE x 8        taken back from batch-001',
  ])
})

test('an event that caused nothing is a tree, too', () => {
  expect([...traceLines(allocated)]).toEqual(['e-5~1~1  Allocated  order-2  SMALL-TABLE x 8 -> batch-002'])
  expect(traceSummary(allocated)).toBe('1 event, 0 caused by e-5~1~1; depth 0.')
})

test('a chain may be a million messages wide', () => {
  const wide = { ...changed, children: Array.from({ length: 1_000_000 }, () => allocated) }

  expect(traceSummary(wide)).toBe('1,000,001 events, 1,000,000 caused by e-5; depth 1.')
  expect(traceLines(wide).next().value).toMatch(/^e-5 .* {8}events\.ndjson:5$/)
})

test('a chain may be deeper than the call stack', () => {
  let deep = allocated
  for (let level = 1; level < 20_000; level++) deep = { ...allocated, children: [deep] }

  expect(traceSummary(deep)).toBe('20,000 events, 19,999 caused by e-5~1~1; depth 19,999.')
})
