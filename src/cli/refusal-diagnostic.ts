import type { FieldPath } from '../domain/refusal.ts'
import type { Diagnostic } from '../report/diagnostic.ts'
import type { LogLine, Refused } from '../service/log-line.ts'
import type { SourceProblem } from '../service/standing.ts'
import { CompressedProblem } from '../wire/compressed-problem.ts'
import { fieldMeant } from '../wire/field-meant.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import { column, locateField, locateUnknown } from '../wire/locate.ts'
import { OtherInput } from '../wire/other-input.ts'
import type { LogSource } from './log-source.ts'
import { shellQuoted } from './shell-words.ts'

/** A refused line as a diagnostic: with the columns of the value concerned. */
export function refusalDiagnostic(
  file: string,
  { line, code, message, hint, field }: Refused<LineProblem>,
): Diagnostic {
  const { entry, number } = line
  const bytes = Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength)
  const problem = entry.kind === 'problem' ? entry.problem : undefined
  const span = problem ?? valueSpan(bytes, line, field)
  const place = span && {
    column: column(bytes, line.start, line.start + span.start),
    endcolumn: column(bytes, line.start, line.start + span.end),
  }
  const name = problem ? problem.field : fieldName(field)
  return {
    level: 'error',
    code,
    message,
    file,
    line: number,
    ...place,
    ...(name !== undefined && { field: name }),
    ...(hint && { hint }),
  }
}

/** The text of a line as an excerpt shows it; bytes that are no UTF-8 become replacement characters. */
export function lineText({ bytes, start, end }: LogLine<LineProblem>): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
}

export function unknownFieldWarning(file: string, line: LogLine<LineProblem>, name: string): Diagnostic {
  const message = `unknown field "${name}" is ignored`
  const bytes = Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength)
  const span = locateUnknown(bytes, line.start, name)
  const place = span && {
    column: column(bytes, line.start, span.start),
    endcolumn: column(bytes, line.start, span.end),
  }
  const hint = fieldMeant(name, line.entry, lineText(line))
  return {
    level: 'warning',
    code: 'unknown-field',
    message,
    file,
    line: line.number,
    ...place,
    field: name,
    ...(hint && { hint }),
  }
}

/** What is wrong with an input as a whole, and the text that it is about; undefined of any other error. */
export function wholeInputProblem(
  { path: file, isGzip }: Pick<LogSource, 'path' | 'isGzip'>,
  command: string,
  error: unknown,
): { readonly diagnostic: Diagnostic; readonly text?: () => string } | undefined {
  if (error instanceof CompressedProblem) {
    const { code, message, hint } = error
    return { diagnostic: { level: 'error', code, message, file, hint: named(hint, file) } }
  }
  if (error instanceof OtherInput) {
    const { code, message, line, text, filter } = error
    const hint =
      filter === undefined ? databaseHint : filterHint(isGzip ? [gunzip, filter] : [filter], file, command)
    return {
      diagnostic: { level: 'error', code, message, file, line, column: 1, endcolumn: 2, hint },
      text: () => text,
    }
  }
  return undefined
}

const databaseHint = 'name a database with --db, and the log to replay into it as FILE'

const gunzip = 'gzip -dc'

function filterHint([first, ...others]: readonly string[], file: string, command: string): string {
  const read = file === '-' ? ['...', first] : [`${first} ${shellPath(file)}`]
  return [...read, ...others, `alloc ${command} -`].join(' | ')
}

/** Of stdin there is no name that a command could take. */
function named(hint: string, file: string): string {
  return file === '-' ? hint : hint.replace('FILE', shellPath(file))
}

/** A path as a shell reads it back, and no command takes for an option. */
function shellPath(path: string): string {
  return shellQuoted(path.replace(/^-/, './-'))
}

/** A problem of an input as a whole. */
export function sourceDiagnostic(file: string, { code, message, hint }: SourceProblem): Diagnostic {
  return { level: 'error', code, message, file, hint }
}

export function outcomesWarning(outcomes: number): Diagnostic {
  const message =
    outcomes === 1
      ? 'one recorded outcome was passed over; it changes no state'
      : `${outcomes} recorded outcomes were passed over; they change no state`
  return { level: 'warning', message }
}

function valueSpan(bytes: Buffer, line: LogLine<LineProblem>, field: FieldPath | undefined) {
  const span = field && (locateField(bytes, line.start, field) ?? locateField(bytes, line.start, ['type']))
  return span && { start: span.start - line.start, end: span.end - line.start }
}

function fieldName(field: FieldPath | undefined): string | undefined {
  return field
    ?.map((step, index) => (typeof step === 'number' ? `[${step}]` : index > 0 ? `.${step}` : step))
    .join('')
}
