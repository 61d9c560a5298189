import { visibleText } from '../domain/visible-text.ts'
import type { Outcome } from '../service/input.ts'
import { parseGivenId } from '../service/input-name.ts'
import type { Divergence, Told } from '../service/verification.ts'
import { counted, countText } from './count-text.ts'
import { type BatchRow, batchTable } from './state-tables.ts'
import { type Column, tableLines } from './table.ts'

/** In a sentence: which outcome it is, and what is wrong with it. */
export function divergenceText({ number, recorded, derived, fields }: Divergence): string {
  const which = `outcome ${countText(number)}`
  if (!recorded) return `${which} is derived, but not recorded`
  if (!derived) return `${which} is recorded, but not derived`
  if (fields.includes('id') && fields.length > 1)
    return `${which} is ${value(derived.outcome.id)}, but ${value(recorded.outcome.id)} is recorded there`
  const differences = fields.map(
    field => `${field} is ${value(derived.outcome[field])}, recorded as ${value(recorded.outcome[field])}`,
  )
  return `${which} is not as recorded: ${differences.join('; ')}`
}

/** Both lines, the recorded one first, and the batches of their products as they stand there. */
export function* divergenceLines(
  { recorded, derived }: Divergence,
  batches: readonly BatchRow[],
): Generator<string> {
  const rows = [recorded && { sign: '-', ...recorded }, derived && { sign: '+', ...derived }]
  const [, ...lines] = tableLines(
    columns,
    rows.filter(row => row !== undefined),
  )
  for (const line of lines) if (line !== undefined) yield `    ${line}`
  const named = new Set([recorded?.outcome.batchref, derived?.outcome.batchref])
  const shown = batches.filter(({ ref }, index) => index < batchesShown || named.has(ref))
  if (shown.length > 0) yield '    Its batches, as they stand there:'
  for (const line of batchTable(shown)) if (line !== undefined) yield `    ${line}`
  const more = batches.length - shown.length
  if (more > 0) yield `    and ${counted(more, 'more batch', 'more batches')}`
}

/** What may be the matter, where the lines show it. */
export function divergenceHint({ recorded, derived }: Divergence): string | undefined {
  const [said, made] = [rootOf(recorded?.outcome.id), rootOf(derived?.outcome.id)]
  if (said === undefined || made === undefined || said === made) return undefined
  const [name, other] = [parseGivenId(said)?.name, parseGivenId(made)?.name]
  if (name === undefined || other === undefined || name === other) return undefined
  return `    hint: events without id are named after their file, and it was ${visibleText(name)}, not ${visibleText(other)}`
}

const batchesShown = 10

const columns: readonly Column<Told & { readonly sign: string }>[] = [
  { title: '', align: 'left', cell: row => row.sign },
  { title: '', align: 'left', cell: row => visibleText(row.at, Number.POSITIVE_INFINITY) },
  { title: '', align: 'left', cell: ({ outcome }) => cell(outcome.id) },
  { title: '', align: 'left', cell: ({ outcome }) => outcome.type },
  { title: '', align: 'left', cell: ({ outcome }) => cell(outcome.orderid) },
  { title: '', align: 'left', cell: ({ outcome }) => cell(outcome.sku) },
  { title: '', align: 'right', cell: ({ outcome }) => cell(outcome.qty) },
  { title: '', align: 'left', cell: ({ outcome }) => cell(outcome.batchref ?? '') },
]

/** What is not recorded is left open. */
function cell(value: string | number | undefined): string {
  return value === undefined ? '?' : visibleText(String(value))
}

function value(value: Outcome[keyof Outcome]): string {
  return value === undefined ? 'nothing' : visibleText(String(value))
}

function rootOf(id: string | undefined): string | undefined {
  return id?.replace(/~.*$/, '')
}
