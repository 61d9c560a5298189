import { isBatchRef } from '../domain/identifiers.ts'
import { type CountRow, type Remarks, type SheetRole, sheetRoles } from '../service/count-sheet.ts'
import type { Complaint } from './complaint.ts'
import type { SheetProblem } from './count-sheet.ts'
import type { CsvCell } from './csv-cells.ts'
import { unguarded } from './csv-line.ts'
import type { CsvRecord } from './csv-records.ts'
import { complaintAboutCell } from './sheet-cells.ts'
import type { SheetColumns } from './sheet-header.ts'

/** What a record of a sheet comes to: a row, what is wrong with it, or nothing where it names no batch and no count. */
export function readRow(
  record: CsvRecord,
  columns: SheetColumns,
): CountRow | readonly SheetProblem[] | undefined {
  const texts = cellTexts(record.cells, columns)
  if (texts.batch === '' && texts.counted === '') return undefined
  const problems = [...problemsOf(record, texts, columns)]
  if (problems.length > 0 || !isBatchRef(texts.batch)) return problems
  const isCounted = texts.counted !== ''
  const { line, text } = record
  return {
    ...{ line, text, ref: texts.batch },
    counted: numberOf(texts.counted),
    sku: texts.sku === '' ? undefined : texts.sku,
    rev: isCounted ? numberOf(texts.rev) : undefined,
    expected: numberOf(texts.expected),
    remarks: isCounted ? remarksOf(texts) : none,
  }
}

/** What the cells of a row say, by role; empty where they are blank or not there. */
type Texts = { readonly [R in SheetRole]: string }

function cellTexts(cells: readonly CsvCell[], { roles }: SheetColumns): Texts {
  const text = (role: SheetRole) =>
    unguarded((cells[roles.get(role) ?? Number.POSITIVE_INFINITY]?.text ?? '').trim())
  return {
    ...{ batch: text('batch'), counted: text('counted'), sku: text('sku'), rev: text('rev') },
    ...{ expected: text('expected'), reason: text('reason'), note: text('note') },
    ...{ countedby: text('countedby'), countedat: text('countedat') },
  }
}

function* problemsOf(record: CsvRecord, texts: Texts, columns: SheetColumns): Generator<SheetProblem> {
  const { cells } = record
  const surplus = cells.findIndex(({ text }, index) => index >= columns.width && text.trim() !== '')
  const split = cells.length > columns.width ? splitNumber(record, columns) : undefined
  if (surplus >= 0 || split) {
    const says = `the row has ${surplus < 0 ? cells.length : surplus + 1} cells, the header ${columns.width}`
    yield at(record, surplus < 0 ? split?.cell : cells[surplus], 'invalid-field', says, split?.hint)
    return
  }
  if (texts.batch === '') {
    const cell = cells[columns.roles.get('batch') ?? 0]
    yield at(record, cell, 'missing-field', 'the batch of this count is missing')
  }
  for (const role of sheetRoles) {
    if (texts[role] === '' || (texts.counted === '' && role !== 'batch')) continue
    const complaint = complaintAboutCell(role, texts[role])
    if (complaint) yield complained(record, cells[columns.roles.get(role) ?? 0], role, complaint)
  }
}

function complained(
  record: CsvRecord,
  cell: CsvCell | undefined,
  role: SheetRole,
  { says, hint }: Complaint,
): SheetProblem {
  return { ...at(record, cell, 'invalid-field', `${role} ${says}`, hint), field: role }
}

function at(
  { line, text }: CsvRecord,
  cell: CsvCell | undefined,
  code: string,
  message: string,
  hint?: string,
): SheetProblem {
  return {
    ...{ level: 'error', code, message, hint, line, text },
    ...(cell && { start: cell.start, end: cell.end }),
  }
}

/** Commas between thousands, or before a fraction, make two cells of one number; blank cells behind hide that. */
function splitNumber(
  { text, cells }: CsvRecord,
  { roles }: SheetColumns,
): { readonly cell: CsvCell; readonly hint: string } | undefined {
  const index = roles.get('counted') ?? 0
  const [first, second] = [cells[index], cells[index + 1]]
  if (!first || !second || text[first.end] !== ',') return undefined
  const [whole, rest] = [first.text.trim(), second.text.trim()]
  if (!/^[0-9]+$/.test(whole) || !/^[0-9]+$/.test(rest)) return undefined
  const meant = rest.length === 3 ? `, write ${whole}${rest}` : ': count whole units'
  return { cell: second, hint: `if ${whole},${rest} is meant${meant}` }
}

/** Of what cannot be read as a number nobody asks, unless it was judged to be one. */
function numberOf(text: string): number | undefined {
  return /^[0-9]+$/.test(text) ? Number(text) : undefined
}

const none: Remarks = {}

function remarksOf({ reason, note, countedby, countedat }: Texts): Remarks {
  if (`${reason}${note}${countedby}${countedat}` === '') return none
  return {
    ...(reason !== '' && { reason }),
    ...(note !== '' && { note }),
    ...(countedby !== '' && { countedby }),
    ...(countedat !== '' && { countedat }),
  }
}
