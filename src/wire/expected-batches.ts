import { visibleText } from '../domain/visible-text.ts'
import type { Expectation, ExpectedBatch } from '../service/expectation.ts'
import type { Complaint } from './complaint.ts'
import { ExpectationProblem } from './expectation-problem.ts'
import { ExpectedCsv } from './expected-csv.ts'
import { type NamedBatch, namedBatch } from './expected-fields.ts'
import { isJsonObject } from './json-object.ts'
import { textLines } from './text-lines.ts'

/**
 * Reads expected batches: flat objects with a ref, one a line, as alloc prints them, its other records being passed
 * over; or CSV below a header. Which of them it is, the first character that is not blank tells.
 *
 * @throws ExpectationProblem
 */
export async function expectedBatches(chunks: AsyncIterable<Buffer>): Promise<Expectation> {
  const found = new Map<string, ExpectedBatch>()
  const lineOf = new Map<string, number>()
  let csv: ExpectedCsv | undefined
  let begun = false
  for await (const { number, text } of textLines(chunks)) {
    const fail = ({ says, hint }: Complaint) => new ExpectationProblem(says, number, hint)
    if (text === undefined) throw fail({ says: 'the line is not UTF-8' })
    if (text.trim() === '') continue
    if (!begun && !text.trimStart().startsWith('{')) {
      const header = ExpectedCsv.below(text)
      if ('says' in header) throw fail(header)
      csv = header
      begun = true
      continue
    }
    begun = true
    const batch = csv ? csv.batch(text) : batchOfJson(text)
    if (!batch) continue
    if ('says' in batch) throw fail(batch)
    const earlier = lineOf.get(batch.ref)
    if (earlier !== undefined) {
      throw fail({ says: `"${visibleText(batch.ref)}" stands here a second time; first on line ${earlier}` })
    }
    lineOf.set(batch.ref, number)
    found.set(batch.ref, batch.fields)
  }
  return found
}

/** Undefined for a record that is no batch. */
function batchOfJson(text: string): NamedBatch | Complaint | undefined {
  const value = parsed(text)
  if (!isJsonObject(value))
    return { says: 'the line is not a JSON object', hint: 'one batch a line: jq -c . FILE' }
  const { record, ...fields } = value
  if (record !== undefined && typeof record !== 'string') return { says: 'record must be a text' }
  return record === undefined || record === 'batch' ? namedBatch(fields) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
