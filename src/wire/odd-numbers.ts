import { isJsonObject } from './json-object.ts'
import { elements, members } from './locate.ts'

/** Numbers that are not in the form of a plain integer, as the line spells them, by object and name. */
export type OddNumbers = ReadonlyMap<object, ReadonlyMap<string, string>>

/** Collects them in one walk over the line and the value that JSON.parse made of it. */
export function oddNumbers(bytes: Buffer, start: number, value: unknown): OddNumbers {
  const found = new Map<object, Map<string, string>>()
  collect(bytes, start, value, found)
  return found
}

const plain = /^(?:0|-?[1-9]\d{0,14})$/

function collect(
  bytes: Buffer,
  start: number,
  value: unknown,
  found: Map<object, Map<string, string>>,
): void {
  if (Array.isArray(value)) {
    let index = 0
    for (const element of elements(bytes, start)) collect(bytes, element.start, value[index++], found)
  }
  if (!isJsonObject(value)) return
  const odd = new Map<string, string>()
  for (const member of members(bytes, start)) {
    const inner = value[member.name]
    if (typeof inner === 'object') collect(bytes, member.value.start, inner, found)
    if (typeof inner !== 'number') continue
    const text = bytes.toString('latin1', member.value.start, member.value.end)
    if (!plain.test(text)) odd.set(member.name, text)
  }
  if (odd.size > 0) found.set(value, odd)
}
