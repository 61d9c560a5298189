/** A parsed JSON object of which nothing is known yet. */
export type JsonObject = { readonly [name: string]: unknown }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How many members a parsed value has at all depths; of a name that stood twice, JSON.parse kept one. */
export function keysIn(value: JsonObject): number {
  let keys = 0
  for (const name in value) {
    const entry = value[name]
    keys += typeof entry === 'object' && entry !== null ? keysInEntry(entry) + 1 : 1
  }
  return keys
}

function keysInEntry(value: object): number {
  if (!Array.isArray(value)) return isJsonObject(value) ? keysIn(value) : 0
  let keys = 0
  for (const entry of value) if (typeof entry === 'object' && entry !== null) keys += keysInEntry(entry)
  return keys
}
