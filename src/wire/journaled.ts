import { visibleText } from '../domain/visible-text.ts'
import type { Input } from '../service/input.ts'
import type { Journaled } from '../service/store.ts'
import { JournalDamage } from '../service/store-error.ts'
import { decodeText } from './decode-text.ts'
import { jsonString } from './json-text.ts'
import { lineLimit } from './line-problem.ts'
import type { TextSink } from './text-sink.ts'

/**
 * The input that a row of the journal holds.
 *
 * @throws JournalDamage when its text is no event, or not the one that the row names
 */
export function journaledInput({
  position,
  id,
  source,
  text,
}: Pick<Journaled, 'position' | 'id' | 'source' | 'text'>): Input {
  const decoded = decodeText(text)
  const at = `position ${position} of its journal`
  if (decoded.kind !== 'input') {
    const why = decoded.kind === 'problem' ? decoded.problem.message : visibleText(text)
    throw new JournalDamage(`at ${at} stands no event (${why})`)
  }
  const { input } = decoded
  if ((input.id ?? id) !== id || (input.source ?? '') !== source) {
    const named = `${jsonString(id)}${source === '' ? '' : ` of ${jsonString(source)}`}`
    throw new JournalDamage(`the event at ${at} is not ${visibleText(named)}, as it should be`)
  }
  return input
}

/**
 * Writes an input of the journal as a log has it: its own text, and in it the id and the mark that only the journal
 * has. A text with no room for them, or that says null for the mark, stands in a record that has them.
 */
export function writeJournaled(row: Journaled, input: Input, end: string, to: TextSink): void {
  const { id, text } = row
  const isMarked = row.retryBackorders && input.retrybackorders === undefined
  if (input.id !== undefined && !isMarked) to.text(text)
  else if (text.length > longText || (isMarked && text.includes(mark))) {
    to.ascii('{"record":"input","at":')
    to.json(id)
    if (isMarked) to.ascii(`,${mark}:true`)
    to.ascii(',"event":')
    to.text(text)
    to.ascii('}')
  } else {
    to.text(text.slice(0, -1))
    if (input.id === undefined) {
      to.ascii(',"id":')
      to.json(id)
    }
    to.ascii(isMarked ? `,${mark}:true}` : '}')
  }
  to.ascii(end)
}

const mark = '"retrybackorders"'

/** In UTF-16 units, of which each may be three bytes; an id and a mark have less than 1,024. */
const longText = (lineLimit - 1_024) / 3
