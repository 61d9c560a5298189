import type { Diagnostic } from '../report/diagnostic.ts'
import type { SheetProblem } from '../wire/count-sheet.ts'

/** A problem of a sheet as a diagnostic, and the line that it speaks of: a record may go over several. */
export function sheetDiagnostic(
  file: string,
  { level, code, message, hint, field, line, text, start, end }: SheetProblem,
): { readonly diagnostic: Diagnostic; readonly text: (() => string) | undefined } {
  const common = { level, code, message, file, line, field, hint }
  if (line === undefined || text === undefined) return { diagnostic: common, text: undefined }
  const before = text.slice(0, start ?? 0).split('\n')
  const own = text.split('\n')[before.length - 1] ?? ''
  const place = start !== undefined && end !== undefined && columnsOf(before.at(-1) ?? '', own, end - start)
  return {
    diagnostic: { ...common, line: line + before.length - 1, ...place },
    text: () => own,
  }
}

/** Columns are code points from 1; what is blank has one of its own. */
function columnsOf(before: string, line: string, length: number) {
  const column = [...before].length + 1
  const marked = line.slice(before.length, before.length + length)
  return { column, endcolumn: column + Math.max(1, [...marked].length) }
}
