import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeText } from '../../src/wire/decode-text.ts'
import {
  countFields,
  type Field,
  type FieldKind,
  type Fields,
  inputFields,
  metadata,
  outcomeFields,
} from '../../src/wire/event-fields.ts'
import { unsaid } from '../../src/wire/line-schemas.ts'
import { root } from '../cli/run-alloc.ts'

const page = readFileSync(`${root}/docs/events.md`, 'utf8')

/** What a table of fields tells: the name with its `?`, and the value. */
type Row = readonly [name: string, value: string]

test.each(Object.entries<Fields>(inputFields))(
  'the page has every field of %s, and no other',
  (type, fields) => {
    const counts = 'counts' in fields ? rowsOf({ ...countFields }) : []

    expect(rowsIn(section(`### ${type}`))).toEqual([...rowsOf(fields), ...counts])
  },
)

test.each(Object.keys(inputFields))('the example of %s is one', type => {
  const [, example = ''] = /```json\n(.*)\n```/.exec(section(`### ${type}`)) ?? []

  expect(decodeText(example, { strict: true })).toMatchObject({ kind: 'input', input: { event: { type } } })
})

test('the page has all metadata', () => {
  const optional = (rows: readonly Row[]) => rows.map(([name, value]) => [name.replace('?', ''), value])

  expect(rowsIn(section('## Metadata'))).toEqual(optional(rowsOf(metadata)))
})

test('the page has every emitted event with its fields', () => {
  const rows = [...section('## What comes out').matchAll(/^\| `([A-Z]\w+)` \| `([^`]+)` \|/gm)]

  const told = rows.map(([, type, fields]) => [type, fields])
  const known = Object.entries(outcomeFields).map(([type, fields]) => [type, Object.keys(fields).join(', ')])
  expect(told).toEqual(known)
})

test('the page lists what schemas cannot say', () => {
  expect(section('## Schemas').match(/(?<=^- ).*/gm)).toEqual(unsaid)
})

/** A section without those below it, except tables and examples. */
function section(title: string): string {
  const from = page.indexOf(`\n${title}\n`)
  const level = title.replace(/ .*/, '')
  const end = page.slice(from + title.length).search(new RegExp(`\n#{1,${level.length}} `))
  return page.slice(from, end === -1 ? undefined : from + title.length + end)
}

function rowsIn(text: string): Row[] {
  return [...text.matchAll(/^\| (`[a-z]+\??`(?:, `[a-z]+\??`)*) \| ([^|]+?) \|/gm)].flatMap(
    ([, names = '', value = '']) => names.split(', ').map((name): Row => [name.replaceAll('`', ''), value]),
  )
}

/** Those of a count that are metadata stand in one row. */
function rowsOf(fields: Fields): Row[] {
  return Object.entries(fields).map(([name, field]): Row => {
    const isOfCount = fields.ref !== undefined && name in metadata
    return [`${name}${field.required ? '' : '?'}`, isOfCount ? 'as in the metadata below' : valueText(field)]
  })
}

function valueText({ kind }: Field): string {
  return kind.is === 'text' ? nameText(kind) : otherText(kind)
}

function nameText({ limit, without }: Extract<FieldKind, { is: 'text' }>): string {
  if (limit > 128) return `as a name, up to ${limit.toLocaleString('en')} bytes`
  return without ? `name without \`${without}\`` : 'name'
}

function otherText(kind: Exclude<FieldKind, { is: 'text' }>): string {
  switch (kind.is) {
    case 'number':
      return kind.most === Number.MAX_SAFE_INTEGER ? 'rev' : `units, from ${kind.least}`
    case 'boolean':
      return 'true or false'
    case 'counts':
      return 'array of at least one count'
    default:
      return kind.is
  }
}
