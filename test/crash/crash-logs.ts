import fc from 'fast-check'
import { randomLog } from '../reference/random-log.ts'
import { chance, oneOf } from './extent.ts'
import type { LogToReplay, Way } from './log-to-replay.ts'

const ways: readonly Way[] = ['plain', 'gzip', 'stdin', 'two files']

/** A small log with all that makes places hard to count: a BOM, blank lines, CRLF, wide characters, refused lines. */
const small: readonly string[] = [
  '\uFEFF{"type":"BatchCreated","id":"e-1","ref":"b1","sku":"LÄMPCHEN","qty":10,"note":"früh ☀"}\n',
  '{"type":"BatchCreated","ref":"b2","sku":"LÄMPCHEN","qty":4,"eta":"2030-01-01"}\r\n',
  '\n',
  '{"type":"AllocationRequired","id":"e-2","orderid":"o1","sku":"LÄMPCHEN","qty":4}\n',
  '{"type":"AllocationRequired","orderid":"o2","sku":"LÄMPCHEN","qty":4,"note":"日本"}\n',
  '{"type":"AllocationRequired","orderid":"o3","sku":"UNKNOWN","qty":1}\n',
  '{"type":"AllocationRequired","id":"e-2","orderid":"o1","sku":"LÄMPCHEN","qty":4}\n',
  'no event at all, but ümläute\n',
  '{"type":"BatchQuantityChanged","ref":"b1","qty":3}\n',
  '{"type":"OrderLineCancelled","orderid":"o1","sku":"LÄMPCHEN","retrybackorders":true}\r\n',
  '{"type":"AllocationRequired","orderid":"o4","sku":"LÄMPCHEN","qty":9}\n',
  '\n',
  '{"type":"StockCounted","id":"e-3","sku":"LÄMPCHEN","counts":[{"ref":"b1","qty":5},{"ref":"b2","qty":12}],"retrybackorders":true}\n',
  '{"type":"OrderLineShipped","orderid":"o2","sku":"LÄMPCHEN"}\n',
  '{"type":"BatchArrived","id":"e-4","ref":"b2"}',
]

/** The small log, in every way to read it and with groups of several sizes. */
export const smallLogs: readonly LogToReplay[] = [
  { lines: small, way: 'plain', commit: 'event' },
  { lines: small, way: 'plain', commit: '3' },
  { lines: small, way: 'plain', commit: 'run' },
  { lines: small, way: 'gzip', commit: '2' },
  { lines: small, way: 'gzip', commit: '5' },
  { lines: small, way: 'stdin', commit: 'event' },
  { lines: small, way: 'stdin', commit: '4' },
  { lines: small, way: 'stdin', commit: 'run' },
  { lines: small, way: 'two files', commit: '3' },
  { lines: small, way: 'two files', commit: 'run' },
]

/** A log of some hundred lines that provoke every rule; each fifth has many thousand plain ones instead. */
export function largeLog(number: number): LogToReplay {
  const way = oneOf(ways, 'way', number)
  if (number % 5 === 4)
    return { lines: busyDays(number), way, commit: oneOf(['run', '700', '3000'], 'commit', number) }
  const size = Math.floor(200 + 1_300 * chance('size', number))
  const samples = fc.sample(randomLog({ maxSteps: size, retryBackorders: true }), {
    seed: Math.floor(chance('log', number) * 2 ** 31),
    numRuns: 4,
  })
  const [events = []] = samples.toSorted((a, b) => b.length - a.length)
  const lines = events.map((event, line) => {
    const note = oneOf(['', '', 'Zählung', '数える 📦'], 'note', number, line)
    return `${JSON.stringify(note === '' ? event : { ...event, note })}\n`
  })
  return {
    lines,
    way,
    commit: oneOf(['run', 'event', '7', '30', '100', '400'], 'commit', number),
    options: ['--retry-backorders'],
  }
}

/** Groups of it fill pipes and the log of the database. */
function busyDays(number: number): readonly string[] {
  return Array.from({ length: 20_000 }, (_, n) => {
    const [sku, qty] = [`LÄMPCHEN-${n % 40}`, 1 + Math.floor(chance('qty', number, n) * 9)]
    const before = n - 400 * Math.ceil(chance('before', number, n) * 3)
    const order = { type: 'AllocationRequired', orderid: `o${n}`, sku, qty }
    if (n % 10 === 0 || n < 40) return { type: 'BatchCreated', ref: `b${n}`, sku, qty: 6 * qty }
    if (n % 400 === 200) return { type: 'BatchQuantityChanged', ref: `b${Math.max(0, before - 200)}`, qty }
    return n % 3 === 0 ? { id: `e-${n}`, ...order } : order
  }).map(event => `${JSON.stringify(event)}\n`)
}

/** In a few words. */
export function described({ way, commit }: LogToReplay): string {
  return `${way}, --commit ${commit}`
}
