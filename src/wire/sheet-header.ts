import { visibleText } from '../domain/visible-text.ts'
import type { SheetRole } from '../service/count-sheet.ts'
import type { CsvCell, Separator } from './csv-cells.ts'

/** What is wrong with a header, and at which of its cells. */
export type HeaderProblem = {
  readonly code: 'missing-field' | 'duplicate-key'
  readonly message: string
  readonly hint?: string
  readonly cell: CsvCell | undefined
}

/** What the columns of a sheet are for. */
export type SheetColumns = {
  readonly roles: ReadonlyMap<SheetRole, number>
  /** Those that say nothing to alloc. */
  readonly ignored: readonly CsvCell[]
  /** How many there are. */
  readonly width: number
}

export const noColumns: SheetColumns = { roles: new Map(), ignored: [], width: 0 }

/** What separates the cells of a sheet: what stands most often in its header, outside quotes. */
export function separatorOf(header: string): Separator {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (separator: Separator) => bare.split(separator).length
  const first = separators.toSorted((a, b) => count(b) - count(a))[0]
  return first ?? ','
}

/** What spreadsheets are told by `sep=;`, alone on the first line. */
export function declaredSeparator(line: string): Separator | undefined {
  return separators.find(separator => line.toLowerCase() === `sep=${separator}`)
}

const separators: readonly Separator[] = [',', ';', '\t']

/** Finds out what each column is for, by the letters and digits of its name. */
export function sheetColumns(cells: readonly CsvCell[]): SheetColumns | HeaderProblem {
  const roles = new Map<SheetRole, number>()
  const namedRoles = new Set(cells.map(cell => roleNamed.get(letters(cell.text))))
  const ignored: CsvCell[] = []
  for (const [index, cell] of cells.entries()) {
    const name = letters(cell.text)
    const standsIn = !namedRoles.has('counted') && vagueNames.includes(name)
    const role = standsIn ? 'counted' : roleNamed.get(name)
    if (role === undefined) {
      if (name !== '' && !forPeople.includes(name)) ignored.push(cell)
      continue
    }
    const before = roles.get(role)
    if (before !== undefined) return twoColumns(role, cells[before], cell)
    roles.set(role, index)
  }
  for (const role of ['batch', 'counted'] as const) if (!roles.has(role)) return missing(role, cells)
  return { roles, ignored, width: cells.length }
}

const names: { readonly [R in SheetRole]: readonly string[] } = {
  batch: ['batch', 'ref', 'reference', 'batchref', 'lot', 'lotserialnumber', 'batchno'],
  counted: ['counted', 'count', 'countedquantity', 'onhandnew'],
  sku: ['sku', 'itemcode', 'item', 'product'],
  rev: ['rev'],
  expected: ['expected', 'book', 'system', 'currentqty'],
  reason: ['reason'],
  note: ['note'],
  countedby: ['countedby'],
  countedat: ['countedat'],
}

/** They may mean what was counted or what was expected, so they count only where nothing else does. */
const vagueNames = ['qty', 'quantity']

/** What countsheet prints for whoever counts. */
const forPeople = ['eta']

const roleNamed: ReadonlyMap<string, SheetRole> = new Map(
  (Object.keys(names) as SheetRole[]).flatMap(role => names[role].map(name => [name, role] as const)),
)

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function twoColumns(role: SheetRole, first: CsvCell | undefined, second: CsvCell): HeaderProblem {
  const message = `two columns are for ${what[role]}: ${quoted(first)} and ${quoted(second)}`
  return { code: 'duplicate-key', message, hint: 'rename the one that is not meant', cell: second }
}

function missing(role: 'batch' | 'counted', cells: readonly CsvCell[]): HeaderProblem {
  const known = [...names[role], ...(role === 'counted' ? vagueNames : [])].join(', ')
  return {
    code: 'missing-field',
    message: `the header has no column for ${what[role]}`,
    hint: `the first line is the header; this column may be named ${known}`,
    cell: cells.at(-1),
  }
}

const what: { readonly [R in SheetRole]: string } = {
  batch: 'the batch',
  counted: 'what was counted',
  sku: 'the SKU',
  rev: 'the rev',
  expected: 'what is expected',
  reason: 'the reason',
  note: 'the note',
  countedby: 'who counted',
  countedat: 'when it was counted',
}

function quoted(cell: CsvCell | undefined): string {
  return `"${visibleText(cell?.text ?? '')}"`
}
