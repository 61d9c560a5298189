import { isJsonObject, type JsonObject } from './json-object.ts'

/** Why something was recorded, and by whom. */
export type Why = {
  /** A code. */
  readonly reason?: string
  readonly note?: string
  readonly countedby?: string
  readonly countedat?: string
}

/** What an event says beside its fields. */
export type EventMetadata = {
  readonly source?: string
  readonly time?: string
  readonly correlationid?: string
  readonly causationid?: string
  readonly why: Why
  /** What is said of single counts, by the batch's reference. */
  readonly counts: ReadonlyMap<string, Why>
}

/** Reads the metadata of a text that was decoded as an event; flat or a CloudEvent. */
export function metadataOf(text: string): EventMetadata {
  const object: unknown = JSON.parse(text)
  if (!isJsonObject(object)) return { why: {}, counts: new Map() }
  const fields = isJsonObject(object.data) && object.specversion !== undefined ? object.data : object
  const counts = Array.isArray(fields.counts) ? fields.counts.filter(isJsonObject) : []
  return {
    ...texts(object, ['source', 'time', 'correlationid', 'causationid']),
    why: whyOf(object),
    counts: new Map(counts.map(count => [String(count.ref), whyOf(count)])),
  }
}

function whyOf(object: JsonObject): Why {
  return texts(object, ['reason', 'note', 'countedby', 'countedat'])
}

/** Null stands for nothing in a CloudEvent. */
function texts<N extends string>(object: JsonObject, names: readonly N[]): { readonly [K in N]?: string } {
  const found: { [K in N]?: string } = {}
  for (const name of names) {
    const value = object[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}
