import type { EmittedEvent } from '../../domain/events.ts'
import { JournalDamage } from '../../service/store-error.ts'

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

/** Reads emitted events, which stand in order of emission with a semicolon between two of them. */
export function parseEmissions(text: string | null): CompactEmission[] {
  if (text === null) return []
  return text.split(';').map(item => {
    const [cause = '', line, qty, batch] = item.slice(1).split(',')
    const type = typeOf.get(item.charAt(0))
    if (!type || !compactForm.test(item))
      throw new JournalDamage(`its journal holds ${JSON.stringify(item)}, which is no emitted event`)
    const number = batch === undefined ? undefined : Number(batch)
    return { type, cause: Number(cause), line: Number(line), qty: Number(qty), batch: number }
  })
}

const compactForm = /^.[0-9]+,[0-9]+,[0-9]+(?:,[0-9]+)?$/

const letterOf: { readonly [T in EmittedEvent['type']]: string } = {
  Allocated: 'A',
  AllocationRequired: 'R',
  OutOfStock: 'O',
  Deallocated: 'D',
}

const types: readonly EmittedEvent['type'][] = [
  'Allocated',
  'AllocationRequired',
  'OutOfStock',
  'Deallocated',
]
const typeOf = new Map(types.map(type => [letterOf[type], type]))
