import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { asyncApiDocument } from '../../src/wire/asyncapi.ts'
import { decodeLine } from '../../src/wire/decode.ts'
import { unsaid } from '../../src/wire/line-schemas.ts'
import { schemaDocument } from '../../src/wire/schema-document.ts'
import { schemaNames } from '../../src/wire/schema-names.ts'
import { soundLines } from '../property/whole-lines.ts'
import { ruleBeyondSchema } from './schema-beside-decoder.ts'
import { validatorOf } from './schema-validators.ts'

type Example = {
  readonly id: string
  readonly base64?: string
  readonly repeat?: readonly [string, string, number, string]
}

const examples: readonly Example[] = JSON.parse(
  readFileSync(new URL('../conformance/bad-lines.json', import.meta.url), 'utf8'),
)

test('of the bad lines a validator refuses all but those that break a rule which no schema can say', () => {
  const beyond = examples.flatMap(
    ({ id, base64 = '', repeat: [head, text, times, tail] = ['', '', 0, ''] }) => {
      const line = Buffer.concat([
        Buffer.from(base64, 'base64'),
        Buffer.from(head + text.repeat(times) + tail),
      ])
      const rule = ruleBeyondSchema(line)
      return rule === undefined ? [] : [`${id}: ${rule.split(/[:,]/)[0]}`]
    },
  )

  expect(beyond).toEqual([
    'J23: the text',
    'Q08: numbers are in plain form',
    'R17: texts are in Unicode normal form C',
    'R19: texts are in Unicode normal form C',
    'N03: a stock-take counts each batch once',
  ])
})

test('a validator takes every line that alloc takes', () => {
  expect(soundLines.map(ruleBeyondSchema).filter(rule => rule !== undefined)).toEqual([])
})

test.each([
  ['{"type":"BatchArrived","ref":"b","more":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}', 'the text'],
  ['{"type":"BatchArrived","ref":"b","time":"2026-11-20T23:59:60Z"}', 'a leap second'],
  ['{"record":"reject","at":"a:1","raw":"{}"}', 'what a reject has as raw'],
  [
    `{"specversion":"1.0","id":"1","source":"urn:${'x'.repeat(1_021)}","type":"BatchArrived","data":{"ref":"b"}}`,
    'the source of a CloudEvent',
  ],
])('%s is beyond a schema', (line, rule) => {
  expect(ruleBeyondSchema(Buffer.from(line))).toMatch(new RegExp(`^${rule}`))
})

test('a type may have anything before its last part, for both', () => {
  const line = '{"specversion":"1.0","id":"1","source":"/s","type":"a\\n.BatchArrived","data":{"ref":"b"}}'

  expect(ruleBeyondSchema(Buffer.from(line))).toBeUndefined()
})

test('a mark that is neither true nor false is refused by both, also on the record around an event', () => {
  const line = '{"record":"input","at":"a:1","retrybackorders":1,"event":{"type":"BatchArrived","ref":"b"}}'

  expect(decodeLine(Buffer.from(line), 0, line.length, { strict: false, whole: true }).kind).toBe('problem')
  expect(validatorOf()(JSON.parse(line))).toBe(false)
})

test.each(schemaNames)('the schema of %s is one, by the meta-schema, and stands alone', name => {
  const document = schemaDocument(name)

  expect(new Ajv2020().validateSchema(document)).toBe(true)
  expect(document).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
  expect(() => validatorOf(name)).not.toThrow()
})

test('the schema of a line names the rules that it does not say', () => {
  for (const rule of unsaid) expect(JSON.stringify(schemaDocument())).toContain(rule)
})

test('every reference within the AsyncAPI document leads somewhere', () => {
  const document = JSON.stringify(asyncApiDocument('1.2.3'))
  const references = [...document.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'))

  const found = references.map(path =>
    path.reduce(
      (at: unknown, step) => (at instanceof Object ? Object(at)[step] : undefined),
      JSON.parse(document),
    ),
  )
  expect(references.length).toBeGreaterThan(50)
  expect(found).not.toContain(undefined)
})
