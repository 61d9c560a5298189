import {
  cloudEventSource,
  type Demands,
  inputDemands,
  metadata,
  outcomeDemands,
  outcomeMetadata,
  plainSource,
} from './field-demands.ts'
import { FieldJudge } from './field-judge.ts'
import { Numeral, spelled, type Tree, type TreeObject } from './json-tree.ts'

/** What an object says; of a refused one all that is wrong with it, as `code` or `code field`. */
export type EventReading =
  /** A record that is no event. */
  | { readonly kind: 'other' }
  | { readonly kind: 'refused'; readonly faults: readonly string[] }
  | {
      readonly kind: 'input'
      readonly event: object
      readonly metadata: Fields
      /** The object in the reading's own spelling, but with its own numbers. */
      readonly text: string
      readonly unknownFields: readonly string[]
    }
  | { readonly kind: 'outcome'; readonly outcome: object; readonly unknownFields: readonly string[] }

export type ReadingOptions = {
  /** Unknown fields are faults. */
  readonly strict: boolean
  /** How a name that the manual does not know is shown. */
  readonly shown: (name: string) => string
}

export function refused(...faults: readonly string[]): EventReading {
  return { kind: 'refused', faults }
}

/** Reads an object that wraps no other, flat or a CloudEvent. */
export function readEvent(object: TreeObject, options: ReadingOptions): EventReading {
  const enveloped = object.has('specversion')
  const data = enveloped ? object.get('data') : object
  const broken = enveloped ? envelopeFaults(object) : []
  if (broken.length > 0 || !(data instanceof Map)) return refused(...broken)
  const [given, record] = [object.get('type'), enveloped ? undefined : object.get('record')]
  if (given === undefined) {
    return typeof record === 'string' && record !== 'event'
      ? { kind: 'other' }
      : refused(hasHeaders(object) ? 'invalid-cloudevent' : 'missing-field type')
  }
  if (typeof given !== 'string') return refused('invalid-field type')
  const type = enveloped ? given.replace(/\.v1$/, '').replace(/^.*\./s, '') : given
  const isInput = Object.hasOwn(inputDemands, type) && record !== 'event' && !isEmitted(type, object)
  if (!isInput && !Object.hasOwn(outcomeDemands, type)) return refused('unknown-type type')
  return readAs(type, isInput, object, data, options)
}

/** Whether it looks like a CloudEvent in binary mode: with attributes as headers, in it or in an object of them. */
function hasHeaders(object: TreeObject): boolean {
  return [object, object.get('headers'), object.get('attributes')].some(
    each =>
      each instanceof Map &&
      [...each.keys()].some(key => /^(ce[-_]|cloudevents[:_])(id|source|specversion|type)$/i.test(key)),
  )
}

/** An `AllocationRequired` that is no input; no other type is both. */
function isEmitted(type: string, object: TreeObject): boolean {
  const id = object.get('id')
  return type === 'AllocationRequired' && typeof id === 'string' && /~[1-9]\d*$/.test(id)
}

function readAs(
  type: string,
  isInput: boolean,
  object: TreeObject,
  data: TreeObject,
  { strict, shown }: ReadingOptions,
): EventReading {
  const demands = (isInput ? inputDemands : outcomeDemands)[type] ?? {}
  const about = isInput ? metadata : outcomeMetadata
  const judge = new FieldJudge(object === data ? about : { ...about, ...cloudEventSource }, shown)
  if (object !== data) judge.envelope(object, data, demands)
  else judge.flat(object, demands, isInput ? ['type'] : ['type', 'record', 'seq', 'at'])
  const source = object === data ? undefined : sourceSaid(object)
  if (isInput && source !== undefined && !plainSource(source)) judge.faults.push('invalid-field source')
  const faults = strict ? [...judge.faults, ...judge.unknownFaults] : judge.faults
  if (faults.length > 0) return refused(...faults)
  const { unknownFields } = judge
  if (isInput) return { kind: 'input', ...inputOf(type, object, data), text: spelled(object), unknownFields }
  const [id, correlationid, causationid] = ['id', 'correlationid', 'causationid'].map(key =>
    plain(object.get(key)),
  )
  const outcome = present({ type, id, correlationid, causationid, ...fieldsOf(data, demands) })
  return { kind: 'outcome', outcome, unknownFields }
}

/** The source of a CloudEvent, which may stand percent-encoded behind `urn:alloc:`. */
function sourceSaid(object: TreeObject): string | undefined {
  const source = object.get('source')
  if (typeof source !== 'string') return undefined
  const encoded = /^urn:alloc:((?:[\w.!~*'()-]|%[0-9A-F]{2})+)$/.exec(source)?.[1]
  if (encoded === undefined) return source
  try {
    const said = decodeURIComponent(encoded)
    return encodeURIComponent(said) === encoded && plainSource(said) ? said : source
  } catch {
    return source
  }
}

type Fields = { readonly [field: string]: string | number | boolean | undefined }

function envelopeFaults(object: TreeObject): string[] {
  const absent = (key: string) => (object.get(key) ?? null) === null
  const [type, data] = [object.get('type'), object.get('data')]
  const lacks = ['id', 'source', 'type'].some(absent) || data === undefined
  const faults = [
    [object.get('specversion') !== '1.0', 'invalid-cloudevent specversion'],
    [lacks, 'invalid-cloudevent'],
    [!absent('type') && typeof type !== 'string', 'invalid-field type'],
    [!absent('data_base64'), 'invalid-cloudevent data_base64'],
    [data !== undefined && !(data instanceof Map), 'invalid-cloudevent data'],
  ] as const
  return faults.filter(([is]) => is).map(([, fault]) => fault)
}

function inputOf(type: string, object: TreeObject, data: TreeObject) {
  const { id, source, correlationid, causationid, time, retrybackorders } = fieldsOf(object, metadata)
  const fields = present(fieldsOf(data, inputDemands[type] ?? {}))
  const eta = type === 'BatchCreated' ? { eta: plain(data.get('eta')) ?? null } : {}
  const counts = data.get('counts')
  const counted = type === 'StockCounted' && Array.isArray(counts) ? { counts: counts.map(countOf) } : {}
  const said = object === data ? source : sourceSaid(object)
  const named = said === 'urn:alloc' ? undefined : said
  return {
    event: { type, ...fields, ...eta, ...counted },
    metadata: { id, source: named, correlationid, causationid, time, retrybackorders },
  }
}

function countOf(count: Tree): object {
  if (!(count instanceof Map)) throw new Error('a count that was judged is an object')
  const [ref, qty, expectedrev] = ['ref', 'qty', 'expectedrev'].map(key => plain(count.get(key)))
  return present({ ref, qty, expectedrev })
}

function fieldsOf(object: TreeObject, demands: Demands): Fields {
  const names = Object.keys(demands).map(key => key.replace('?', ''))
  return Object.fromEntries(names.map(key => [key, plain(object.get(key))]))
}

/** Null is as good as absent, where it was let pass. */
function plain(value: Tree | undefined): Fields[string] {
  if (value instanceof Numeral) return Number(value.text)
  return typeof value === 'object' ? undefined : value
}

function present(fields: Fields): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
