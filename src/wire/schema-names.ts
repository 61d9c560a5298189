import { inputFields, outcomeFields } from './event-fields.ts'

/** The name of the definition of an outcome: under the name of an `AllocationRequired` stands what is asked for. */
export function outcomeName(type: string): string {
  return type === 'AllocationRequired' ? 'EmittedAllocationRequired' : type
}

/** What alloc prints a line of. */
export const recordNames = [
  ...['event', 'input', 'reject', 'batch', 'backorder', 'orderline', 'stats', 'summary'],
  'diagnostic',
] as const

/** What there is a schema of: the events, as they stand in logs, then the records that alloc prints. */
export const schemaNames: readonly string[] = [
  ...Object.keys(inputFields),
  ...Object.keys(outcomeFields).map(outcomeName),
  'CloudEvent',
  ...recordNames,
]
