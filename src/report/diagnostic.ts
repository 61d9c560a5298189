import { visibleText } from '../domain/visible-text.ts'
import { excerpt } from './excerpt.ts'

/** A problem and where it is; columns are code points from 1, `endcolumn` is the first one behind the value. */
export type Diagnostic = {
  readonly level: 'error' | 'warning'
  /** Undefined where the trouble is the machine's, not the input's. */
  readonly code?: string | undefined
  readonly message: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly endcolumn?: number | undefined
  readonly field?: string | undefined
  readonly hint?: string | undefined
}

type PaintText = (text: string) => string

/** Colours a part of a diagnostic, or hands it back as it is. */
export type Paint = {
  readonly error: PaintText
  readonly warning: PaintText
  readonly hint: PaintText
  readonly place: PaintText
  readonly caret: PaintText
  readonly dim: PaintText
}

/**
 * A diagnostic as people read it, without a final line end and with nothing in it that a terminal obeys.
 * `line` is the text of the input line, without its end and without a BOM; it may be as long as it likes.
 */
export function diagnosticText(diagnostic: Diagnostic, line: string | undefined, paint: Paint): string {
  const { level, code, message, hint } = diagnostic
  const where = paint.place(`${place(diagnostic)}:`)
  const lines = [
    `${where} ${paint[level](`${level}:`)} ${harmless(message)}${code ? ` ${paint.dim(`[${code}]`)}` : ''}`,
  ]
  if (line !== undefined) lines.push(...excerptLines(diagnostic, line, paint))
  if (hint !== undefined) lines.push(`${indent}${paint.hint('hint:')} ${harmless(hint)}`)
  return lines.join('\n')
}

const indent = '    '

function place({ file, line, column }: Diagnostic): string {
  if (file === undefined) return 'alloc'
  const parts = [harmless(file), line, column]
  return parts.filter(part => part !== undefined).join(':')
}

function excerptLines({ column, endcolumn }: Diagnostic, line: string, paint: Paint): string[] {
  const { text, markAt, markWidth } = excerpt(line, column ?? 1, endcolumn)
  const shown = (indent + text).trimEnd()
  if (column === undefined) return [shown]
  return [shown, indent + ' '.repeat(markAt) + paint.caret('^'.repeat(markWidth))]
}

/** A file name or a sentence is never cut. */
function harmless(text: string): string {
  return visibleText(text, Number.POSITIVE_INFINITY)
}
