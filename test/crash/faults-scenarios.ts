import { readFileSync } from 'node:fs'
import { root } from '../cli/run-alloc.ts'
import type { Scenario } from './faults-replay.ts'

const day = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8').split(/(?<=\n)/)

/** The first log of a new warehouse. */
export const newWarehouse: Scenario = {
  name: 'a new warehouse',
  log: lines(0, 40),
  args: ['--commit', '7', 'log.ndjson'],
}

/** A log behind another one. */
export const knownWarehouse: Scenario = {
  name: 'a warehouse that has a log already',
  log: lines(40, 80),
  args: ['--commit', '9', 'log.ndjson'],
  before: lines(0, 40),
}

/** A log of which some lines are refused, and kept in a file. */
export const withRejects: Scenario = {
  name: 'lines that are refused',
  log: [
    lines(0, 12),
    'no event\n',
    lines(12, 25),
    '{"type":"BatchArrived","ref":"b-9"}\n',
    lines(25, 40),
  ].join(''),
  args: ['--commit', '7', '--on-error', 'skip', '--rejects', 'rejects.ndjson', 'log.ndjson'],
  code: 1,
}

/** A stream that has grown since; what it is must be found out before it is replayed. */
export const grownStream: Scenario = {
  name: 'a stream that has grown',
  log: lines(0, 60),
  args: ['--commit', '7', '--resume', '-'],
  before: lines(0, 30),
}

/** One group whose output has no room in memory. */
export const longOutput: Scenario = {
  name: 'one group with 20 MB of output',
  log: lines(0, 20) + Array.from({ length: 20 }, (_, n) => longOrder(n)).join(''),
  args: ['--show', 'events,inputs', 'log.ndjson'],
}

function lines(from: number, to: number): string {
  return day.slice(from, to).join('')
}

function longOrder(n: number): string {
  const event = { type: 'AllocationRequired', orderid: `long-${n}`, sku: 'OAK-DESK', qty: 1 }
  return `${JSON.stringify({ ...event, remark: 'x'.repeat(1_000_000) })}\n`
}
