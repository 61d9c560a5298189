import { type EmittedEvent, emittedTypes } from '../../domain/events.ts'
import { JournalDamage } from './journal-damage.ts'

/**
 * One emitted event in the journal's compact form, numbers for names:
 * `<letter><cause>,<line>,<qty>,<batch>`. The letter is the type, the cause the place (from 1) of the
 * emitted event that caused it or 0 for the input, the line and the batch their numbers; the batch of an
 * `AllocationRequired` is the one that the line was taken from. A type without a batch leaves it out.
 */
export type CompactEmission = {
  readonly type: EmittedEvent['type']
  readonly cause: number
  readonly line: number
  readonly qty: number
  readonly batch: number | undefined
}

/** Writes one emitted event. */
export function compactEmission(
  type: EmittedEvent['type'],
  cause: number,
  line: number,
  qty: number,
  batch: number | undefined,
): string {
  const head = `${letterOf[type]}${cause},${line},${qty}`
  return batch === undefined ? head : `${head},${batch}`
}

/**
 * Reads what the event at a position emitted, in order of emission, with a semicolon between two of them.
 *
 * @throws JournalDamage
 */
export function parseEmissions(position: number, text: string | null): CompactEmission[] {
  if (text === null) return []
  return text.split(';').map((item, index) => {
    const [, letter = '', cause, line, qty, batch] = emission.exec(item) ?? []
    const type = typeOf.get(letter)
    if (!type) throw new JournalDamage(position, `emitted ${JSON.stringify(item)}, which is no event`)
    if (Number(cause) > index)
      throw new JournalDamage(position, `emitted ${JSON.stringify(item)}, whose cause did not come before it`)
    const number = batch === undefined ? undefined : Number(batch)
    return { type, cause: Number(cause), line: Number(line), qty: Number(qty), batch: number }
  })
}

/** What an event changed: an order line or a batch, the event that touched it before, and the batch's units until then. */
export type Earlier = {
  readonly kind: 'line' | 'batch'
  readonly number: number
  readonly position: number
  readonly qty: number | undefined
}

/**
 * Reads who touched the same lines and batches before the event at a position.
 *
 * @throws JournalDamage
 */
export function parseEarlier(position: number, text: string | null): Earlier[] {
  if (text === null) return []
  return text.split(';').map(item => {
    const [, letter, number, before, qty] = touch.exec(item) ?? []
    if (letter === undefined || Number(before) >= position)
      throw new JournalDamage(position, `follows on ${JSON.stringify(item)}, which is no earlier event`)
    return {
      kind: letter === 'l' ? 'line' : 'batch',
      number: Number(number),
      position: Number(before),
      qty: qty === undefined ? undefined : Number(qty),
    }
  })
}

const emission = /^([AROD])([0-9]+),([0-9]+),([0-9]+)(?:,([0-9]+))?$/
const touch = /^([lb])([0-9]+):([0-9]+)(?::([0-9]+))?$/

const letterOf: { readonly [T in EmittedEvent['type']]: string } = {
  Allocated: 'A',
  AllocationRequired: 'R',
  OutOfStock: 'O',
  Deallocated: 'D',
}

const typeOf = new Map(emittedTypes.map(type => [letterOf[type], type]))
