import type { Input } from '../service/input.ts'
import type { Emitted, JournaledInput } from '../service/store.ts'
import { type CloudEventNames, emittedSource, writtenSource, writtenType } from './cloudevent-names.ts'
import { cloudEventParts } from './cloudevent-parts.ts'
import { causeOf, writeEventFields } from './records.ts'
import type { TextSink } from './text-sink.ts'

/** Writes the events that an input emitted as CloudEvents 1.0 in structured JSON, one a line. */
export function writeEmittedCloudEvents(emitted: Emitted, names: CloudEventNames, to: TextSink): void {
  const { input, id, chain } = emitted
  const source = emittedSource(input.source, names)
  let { seq } = emitted
  for (const { event, suffix } of chain.emissions) {
    to.ascii('{"specversion":"1.0","id":')
    to.json(id, suffix)
    writeKind(source, writtenType(event.type, names), event.sku, input.time, to)
    to.ascii(',"correlationid":')
    to.json(input.correlationid ?? id)
    to.ascii(',"causationid":')
    to.json(id, causeOf(suffix))
    writePlace(event.sku, seq++, to)
    writeEventFields(',"data":{"orderid":', event, to)
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
  const { data, attributes } = cloudEventParts(row.text, input.event.type)
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
