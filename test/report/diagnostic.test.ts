import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleText } from '../../src/domain/visible-text.ts'
import { type Diagnostic, diagnosticText, type Paint } from '../../src/report/diagnostic.ts'

const asIs = (text: string) => text
const plain: Paint = { error: asIs, warning: asIs, hint: asIs, place: asIs, caret: asIs, dim: asIs }

const quotedQty: Diagnostic = {
  level: 'error',
  code: 'invalid-field',
  message: 'qty must be a whole number, got the text "10"',
  file: 'events.ndjson',
  line: 2,
  column: 76,
  endcolumn: 80,
  field: 'qty',
  hint: 'remove the quotes: "qty":10',
}

test('an error shows the place, the problem, the value and the way out', () => {
  const line = '{"type":"AllocationRequired","orderid":"order-1","sku":"SMALL-TABLE","qty":"10"}'

  expect(diagnosticText(quotedQty, line, plain)).toBe(
    `events.ndjson:2:76: error: qty must be a whole number, got the text "10" [invalid-field]
    {"type":"AllocationRequired","orderid":"order-1","sku":"SMALL-TABLE","qty":"10"}
                                                                               ^^^^
    hint: remove the quotes: "qty":10`,
  )
})

test('a value in the middle of a line is marked where it stands', () => {
  const unknown: Diagnostic = {
    level: 'error',
    code: 'unknown-type',
    message: 'unknown event type "BatchCreate"',
    file: 'events.ndjson',
    line: 7,
    column: 9,
    endcolumn: 22,
    hint: 'did you mean "BatchCreated"?',
  }
  const line = '{"type":"BatchCreate","ref":"batch-001","sku":"SMALL-TABLE","qty":20,"eta":null}'

  expect(diagnosticText(unknown, line, plain)).toBe(
    `events.ndjson:7:9: error: unknown event type "BatchCreate" [unknown-type]
    {"type":"BatchCreate","ref":"batch-001","sku":"SMALL-TABLE","qty":20,"eta":null}
            ^^^^^^^^^^^^^
    hint: did you mean "BatchCreated"?`,
  )
})

test('without a hint there is no line for it', () => {
  const { hint: _, ...unhelpful } = quotedQty

  expect(diagnosticText({ ...unhelpful, column: 1, endcolumn: 3 }, '{}', plain)).toBe(
    `events.ndjson:2:1: error: qty must be a whole number, got the text "10" [invalid-field]
    {}
    ^^`,
  )
})

test('a problem of a whole file has no line to show', () => {
  const applied: Diagnostic = {
    level: 'error',
    code: 'already-applied',
    message: 'this file was applied',
    file: 'a.ndjson',
  }

  expect(diagnosticText({ ...applied, hint: 'give --again to apply it once more' }, undefined, plain)).toBe(
    `a.ndjson: error: this file was applied [already-applied]
    hint: give --again to apply it once more`,
  )
})

test('a problem without a file is named for the command', () => {
  const locked: Diagnostic = {
    level: 'error',
    code: 'db-locked',
    message: 'another writer holds the database',
  }

  expect(diagnosticText(locked, undefined, plain)).toBe(
    'alloc: error: another writer holds the database [db-locked]',
  )
})

test('a line without a column is shown from its beginning, with nothing marked', () => {
  const late: Diagnostic = { level: 'warning', code: 'truncated', message: 'cut off', file: '-', line: 3 }

  expect(diagnosticText(late, 'x'.repeat(100), plain)).toBe(
    `-:3: warning: cut off [truncated]
    ${'x'.repeat(79)}…`,
  )
})

test('neither a file name nor a message can write on the terminal by itself', () => {
  const file = 'a\u001b[2J.ndjson'

  const text = diagnosticText(
    { ...quotedQty, file, message: 'no\rbatch', hint: 'see\u202e' },
    undefined,
    plain,
  )

  expect(text).toMatch(/^[ -~\n]+$/)
  expect(text.startsWith(`${visibleText(file)}:2:76: error: `)).toBe(true)
})

test('each part can be coloured', () => {
  const named = (name: string) => (text: string) => `<${name} ${text}>`
  const paint: Paint = {
    error: named('error'),
    warning: named('warning'),
    hint: named('hint'),
    place: named('place'),
    caret: named('caret'),
    dim: named('dim'),
  }
  const warning: Diagnostic = { ...quotedQty, level: 'warning', column: 2, endcolumn: 4 }

  expect(diagnosticText(warning, '{abc}', paint)).toBe(
    `<place events.ndjson:2:2:> <warning warning:> qty must be a whole number, got the text "10" <dim [invalid-field]>
    {abc}
     <caret ^^>
    <hint hint:> remove the quotes: "qty":10`,
  )
})

test('no line of a diagnostic ends in white space or holds what a terminal obeys', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\u3000', '机', '\u001b', '\r', '\n', '\u202e') })

  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 20 }), (text, column) => {
      const lines = diagnosticText({ ...quotedQty, column, endcolumn: column + 2 }, text, plain).split('\n')

      expect(lines).toHaveLength(4)
      for (const shown of lines) {
        expect(shown).toBe(shown.trimEnd())
        expect(shown).not.toMatch(/\p{Cc}|\p{Cf}/u)
      }
    }),
  )
})
