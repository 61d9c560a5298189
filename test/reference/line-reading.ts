import { type EventReading, type ReadingOptions, readEvent, refused } from './event-reading.ts'
import { name } from './field-demands.ts'
import { jsonTree, Numeral, spelled, type TreeObject } from './json-tree.ts'

/** What a line says, and the place that names it if it stood in a reject or an input record. */
export type Reading = { readonly kind: 'blank' } | (EventReading & { readonly at?: string | undefined })

/** Reads a line with JSON.parse and docs/events.md alone: slowly, and without a word on where a fault stands. */
export function readLine(bytes: Uint8Array, options: ReadingOptions & { readonly whole: boolean }): Reading {
  if (bytes.every(byte => [0x20, 0x09, 0x0d, 0x0a].includes(byte))) return { kind: 'blank' }
  if ([0x28, 0xb5, 0x2f, 0xfd].every((byte, at) => bytes[at] === byte)) return refused('compressed')
  const text = utf8(bytes)
  if (text === undefined) return refused('not-utf8')
  const grown = jsonTree(text)
  if (!grown) return refused('json-syntax', 'json-too-deep', ...(options.whole ? [] : ['truncated']))
  const { tree, depth, faults } = grown
  if (depth > (/^\{"record":"(?:reject|input)"/.test(text) ? 9 : 8)) return refused('json-too-deep')
  if (!(tree instanceof Map)) return refused('not-an-object')
  if (faults.length > 0) return refused(...faults)
  const record = tree.get('record')
  return record === 'reject' || record === 'input' ? unwrapped(tree, options) : readEvent(tree, options)
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function unwrapped(record: TreeObject, options: ReadingOptions): Reading {
  const at = record.get('at')
  if (at !== undefined && !(typeof at === 'string' && name(at) && !at.includes('~')))
    return refused('invalid-field at')
  const mark = record.get('retrybackorders')
  if (mark !== undefined && typeof mark !== 'boolean') return refused('invalid-field retrybackorders')
  const inner = wrapped(record)
  if (typeof inner === 'string') return refused(inner)
  const reading = readLine(inner, { ...options, whole: true })
  if (reading.kind === 'refused' && isCut(record, inner))
    return refused(...reading.faults, 'line-too-long raw', 'line-too-long rawbase64')
  if (reading.kind !== 'input') return reading
  const retrybackorders = reading.metadata.retrybackorders ?? mark
  return { ...reading, metadata: { ...reading.metadata, retrybackorders }, at: reading.at ?? at }
}

/** Whether the record says that its line was longer than what it has of it. */
function isCut(record: TreeObject, inner: Buffer): boolean {
  const length = record.get('length')
  return length instanceof Numeral && Number(length.text) > inner.length
}

/** The line in a record, or what is wrong with the record. */
function wrapped(record: TreeObject): Buffer | string {
  const [event, raw, base64] = [record.get('event'), record.get('raw'), record.get('rawbase64')]
  if (event !== undefined) return Buffer.from(spelled(event))
  if (raw !== undefined)
    return typeof raw === 'string' && !/\p{Cs}/u.test(raw) ? Buffer.from(raw) : 'invalid-field raw'
  if (base64 === undefined) return 'missing-field event'
  const isBase64 =
    typeof base64 === 'string' && base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)
  return isBase64 ? Buffer.from(base64, 'base64') : 'invalid-field rawbase64'
}
