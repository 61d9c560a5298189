import type { LogEntry } from '../service/log-line.ts'
import { nearMiss } from '../service/near-miss.ts'
import { countFields } from './event-fields.ts'
import { inputKinds, outcomeKinds } from './event-kinds.ts'
import { didYouMean } from './fault.ts'

/** The hint that an unknown field of an event was mistyped, if it looks like one that its line has nowhere. */
export function fieldMeant(name: string, entry: LogEntry, line: string): string | undefined {
  const known = [...fieldsOf(entry), ...Object.keys(countFields)]
  const absent = known.filter(field => !line.includes(`"${field}"`))
  return didYouMean(nearMiss(name.replace(/^.*\./, ''), absent))
}

function fieldsOf(entry: LogEntry): Iterable<string> {
  const type = entry.kind === 'input' ? entry.input.event.type : undefined
  const outcome = entry.kind === 'outcome' ? entry.outcome.type : undefined
  const kind = inputKinds.find(kind => kind.type === type) ?? outcomeKinds.find(kind => kind.type === outcome)
  return kind?.flat.fields.keys() ?? []
}
