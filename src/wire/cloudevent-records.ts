import type { Input } from '../service/input.ts'
import type { Emitted, JournaledInput } from '../service/store.ts'
import {
  type CloudEventNames,
  emittedSource,
  isUriReference,
  writtenSource,
  writtenType,
} from './cloudevent-names.ts'
import { metadata } from './event-fields.ts'
import { jsonString } from './json-text.ts'
import { members } from './locate.ts'
import { causeOf } from './records.ts'
import type { TextSink } from './text-sink.ts'

/** Writes the events that an input emitted as CloudEvents 1.0 in structured JSON, one a line. */
export function writeEmittedCloudEvents(emitted: Emitted, names: CloudEventNames, to: TextSink): void {
  const { input, id, chain } = emitted
  const source = emittedSource(input.source, names)
  let { seq } = emitted
  for (const { event, suffix } of chain.emissions) {
    const { type, orderid, sku, qty } = event
    to.ascii('{"specversion":"1.0","id":')
    to.json(id, suffix)
    writeKind(source, writtenType(type, names), sku, input.time, to)
    to.ascii(',"correlationid":')
    to.json(input.correlationid ?? id)
    to.ascii(',"causationid":')
    to.json(id, causeOf(suffix))
    writePlace(sku, seq++, to)
    to.ascii(',"data":{"orderid":')
    to.json(orderid)
    to.ascii(',"sku":')
    to.json(sku)
    to.ascii(',"qty":')
    to.count(qty)
    if ('batchref' in event) {
      to.ascii(',"batchref":')
      to.json(event.batchref)
    }
    to.ascii('}}\n')
  }
}

/**
 * Writes an input of the journal as a CloudEvent. Of a flat event what is no metadata becomes `data`; of a CloudEvent
 * `data` stays as it is, and so do those other attributes that the specification allows.
 *
 * @param sku what the event is about
 */
export function writeInputCloudEvent(
  row: JournaledInput,
  input: Input,
  sku: string,
  names: CloudEventNames,
  to: TextSink,
): void {
  const { data, attributes } = partsOf(row.text)
  to.ascii('{"specversion":"1.0","id":')
  to.json(row.id)
  writeKind(writtenSource(row.source, names), writtenType(input.event.type, names), sku, input.time, to)
  to.text(attributes)
  const mark = input.retrybackorders ?? (row.retryBackorders || undefined)
  if (mark !== undefined) to.ascii(`,"retrybackorders":${mark}`)
  writePlace(sku, row.position, to)
  to.ascii(',"data":')
  to.text(data)
  to.ascii('}\n')
}

function writeKind(source: string, type: string, sku: string, time: string | undefined, to: TextSink): void {
  to.ascii(',"source":')
  to.json(source)
  to.ascii(',"type":')
  to.json(type)
  to.ascii(',"subject":')
  to.json(sku)
  if (time !== undefined) to.text(`,"time":"${time.toUpperCase()}"`)
  to.ascii(',"datacontenttype":"application/json"')
}

function writePlace(sku: string, sequence: number, to: TextSink): void {
  to.ascii(',"partitionkey":')
  to.json(sku)
  to.ascii(`,"sequence":"${String(sequence).padStart(10, '0')}"`)
}

/** The fields of an event as JSON, and its other attributes as members of an object, each with a comma before it. */
function partsOf(text: string): { readonly data: string; readonly attributes: string } {
  const bytes = Buffer.from(text)
  const all = [...members(bytes, 0)].map(({ name, value }) => ({
    name,
    value: bytes.toString('utf8', value.start, value.end),
  }))
  const isEnvelope = all.some(({ name }) => name === 'specversion')
  const data = isEnvelope
    ? all.find(({ name }) => name === 'data')?.value
    : `{${all.flatMap(({ name, value }) => (isOfEvent(name) ? [`${jsonString(name)}:${value}`] : [])).join(',')}}`
  const attributes = all.filter(({ name, value }) =>
    Object.hasOwn(metadata, name) ? value !== 'null' : isEnvelope && isExtension(name, JSON.parse(value)),
  )
  return {
    data: data ?? '{}',
    attributes: attributes
      .flatMap(({ name, value }) => (written.has(name) ? [] : [`,${jsonString(name)}:${value}`]))
      .join(''),
  }
}

/** Whether a member of a flat event is a field of it, and not of its envelope. */
function isOfEvent(name: string): boolean {
  return name !== 'type' && !Object.hasOwn(metadata, name)
}

/** What is written in any case, or must not be. */
const written = new Set([
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'retrybackorders'],
  ...['partitionkey', 'sequence', 'data', 'data_base64'],
])

/** Whether an attribute is one by the specification: of a plain name, and a text, a whole number or a boolean. */
function isExtension(name: string, value: unknown): boolean {
  if (!/^[a-z0-9]+$/.test(name)) return false
  if (name === 'dataschema')
    return typeof value === 'string' && /^[^/?]+:/.test(value) && isUriReference(value)
  if (typeof value === 'string') return value !== '' && !/[\p{Cc}\p{Cs}]/u.test(value)
  return typeof value === 'boolean' || (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31)
}
