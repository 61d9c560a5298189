import { visibleText } from '../domain/visible-text.ts'
import type { Input } from '../service/input.ts'
import type { JournaledInput } from '../service/store.ts'
import { journalDamage, type StoreError } from '../service/store-error.ts'
import { allocSource, readSource } from './cloudevent-names.ts'
import { decodeText } from './decode-text.ts'
import { isJsonObject } from './json-object.ts'
import { jsonString } from './json-text.ts'
import { lineLimit } from './line-problem.ts'
import type { TextSink } from './text-sink.ts'

/**
 * The input that a row of the journal holds.
 *
 * @throws StoreError when its text is no event, or not the one that the row names
 */
export function journaledInput(row: Row): Input {
  const decoded = decodeText(row.text)
  if (decoded.kind === 'input') return named(row, decoded.input)
  throw noEvent(row, decoded.kind === 'problem' ? decoded.problem.message : visibleText(row.text))
}

/** What of an input tells whether its journal knows more than its text. */
export type Marks = Pick<Input, 'id' | 'source' | 'retrybackorders'>

/**
 * The same of that alone, in a third of the time.
 *
 * @throws StoreError when the text is no object, or not the event that the row names
 */
export function journaledMarks(row: Row): Marks {
  const object = parsed(row.text)
  if (!isJsonObject(object) || typeof object.type !== 'string') throw noEvent(row, visibleText(row.text))
  const { id, source, retrybackorders, specversion } = object
  const own = typeof source !== 'string' || source === allocSource
  return named(row, {
    id: typeof id === 'string' ? id : undefined,
    source: own ? undefined : specversion === undefined ? source : readSource(source, allocSource),
    retrybackorders: typeof retrybackorders === 'boolean' ? retrybackorders : undefined,
  })
}

/**
 * Writes an input of the journal as a log has it: its own text, and in it the id and the mark that only the journal
 * has. A text with no room for them, or that says null for the mark, stands in a record that has them.
 */
export function writeJournaled(row: JournaledInput, input: Marks, end: string, to: TextSink): void {
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

type Row = Pick<JournaledInput, 'position' | 'id' | 'source' | 'text'>

function named<M extends Marks>(row: Row, marks: M): M {
  const { position, id, source } = row
  if ((marks.id ?? id) === id && (marks.source ?? '') === source) return marks
  const name = `${jsonString(id)}${source === '' ? '' : ` of ${jsonString(source)}`}`
  throw journalDamage(position, `is not ${visibleText(name, Infinity)}, as it should be`)
}

function noEvent({ position }: Row, why: string): StoreError {
  return journalDamage(position, `is no event (${why})`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
