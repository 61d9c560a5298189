import { identifierLimit } from '../domain/identifiers.ts'
import { refusalCodes } from '../domain/refusal.ts'
import { emittedIdLimit, type FieldKind } from './event-fields.ts'
import { type OutcomeKind, outcomeKinds } from './event-kinds.ts'
import { type JsonSchema, kindSchema, type Refer } from './json-schema.ts'
import { lineCodes } from './line-problem.ts'

/** The name of the definition of one type of emitted event as a record. */
export function eventRecordName(type: OutcomeKind['type']): string {
  return `event.${type}`
}

/** The definitions of the records that alloc prints, by the name that stands in `record`; diagnostics have none. */
export function recordSchemas(refer: Refer): { readonly [name: string]: JsonSchema } {
  const name = kindSchema({ is: 'text', limit: identifierLimit }, refer)
  const source = kindSchema({ is: 'text', limit: 1_024 }, refer)
  const emittedId = kindSchema({ is: 'text', limit: emittedIdLimit }, refer)
  const eta = kindSchema({ is: 'date or null' } satisfies FieldKind, refer)
  const line = { orderid: name, sku: name, qty: units }
  const events = outcomeKinds.map(({ type, data }) => {
    const named = data.fields.has('batchref') ? { ...line, batchref: name } : line
    const fields = {
      ...{ id: emittedId, type: { const: type }, correlationid: source, causationid: emittedId },
      ...{ seq: position, at: name, ...named },
    }
    return [eventRecordName(type), { title: `${type}, as alloc prints it`, ...record('event', fields) }]
  })
  return {
    ...Object.fromEntries(events),
    event: {
      title: 'An emitted event, as alloc prints it',
      oneOf: outcomeKinds.map(({ type }) => refer(eventRecordName(type))),
    },
    input: record(
      'input',
      {
        ...{ at: name, position, id: name, source },
        before: list(closed({ ref: name, qty: count })),
        retrybackorders: { const: true },
        event: { type: 'object' },
      },
      ['position', 'id', 'source', 'before', 'retrybackorders'],
    ),
    reject: record(
      'reject',
      {
        at: name,
        code: { enum: [...lineCodes, ...refusalCodes] },
        message: text,
        ...{ event: { type: 'object' }, raw: text, rawbase64: { ...text, contentEncoding: 'base64' } },
        ...{ offset: count, length: count },
      },
      ['event', 'raw', 'rawbase64', 'offset', 'length'],
    ),
    batch: record('batch', {
      ...{ ref: name, sku: name, eta, qty: count, allocated: count, available: count, rev: position },
      lines: list(closed({ orderid: name, qty: units })),
    }),
    backorder: record('backorder', line),
    orderline: record('orderline', {
      ...line,
      state: { enum: ['open', 'shipped', 'cancelled'] },
      batchref: { anyOf: [{ type: 'null' }, name] },
    }),
    stats: record('stats', { inputs: counts, emitted: counts, rejected: counts }),
    summary: record('summary', {
      ...{ read: count, applied: count, repeated: count, skipped: count, outcomes: count, rejected: count },
      ...{ emitted: count, outofstock: count, committed: flag, dryrun: flag },
      db: { type: ['string', 'null'] },
    }),
    diagnostic: {
      title: 'A problem, with --errors ndjson',
      ...closed(
        {
          ...{ level: { enum: ['error', 'warning'] }, code: text, message: text, file: text },
          ...{ line: position, column: position, endcolumn: position, field: text, hint: text },
        },
        ['code', 'file', 'line', 'column', 'endcolumn', 'field', 'hint'],
      ),
    },
  }
}

type Properties = { readonly [name: string]: JsonSchema }

const count = { type: 'integer', minimum: 0 }
const position = { type: 'integer', minimum: 1 }
const units = { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 }
const text = { type: 'string' }
const flag = { type: 'boolean' }
const counts = { type: 'object', additionalProperties: position }

function record(name: string, properties: Properties, optional: readonly string[] = []): JsonSchema {
  return closed({ record: { const: name }, ...properties }, optional)
}

/** An object with these members and no others, in the order in which they are printed. */
function closed(properties: Properties, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter(name => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items }
}
