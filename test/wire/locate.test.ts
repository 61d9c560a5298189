import { describe, expect, test } from 'vitest'
import { column, locate, locateField, locateKey, locateUnknown } from '../../src/wire/locate.ts'

const before = '…\n'
const line = ' { "a" : [1, {"b\\u0063" : "x\\"y" , "d":null}, -2.5e1 ] ,"é":{"": true } }'
const bytes = Buffer.from(before + line)
const start = Buffer.byteLength(before)

function at(path: (string | number)[], find = locate): string | undefined {
  const span = find(bytes, start, path)
  return span && bytes.toString('utf8', span.start, span.end)
}

describe('a value', () => {
  test.each([
    [['a', 0], '1'],
    [['a', 1, 'bc'], '"x\\"y"'],
    [['a', 1, 'd'], 'null'],
    [['a', 2], '-2.5e1'],
    [['é', ''], 'true'],
    [['é'], '{"": true }'],
    [[], line.trim()],
  ])('is found at %j', (path, text) => {
    expect(at(path)).toBe(text)
  })

  test.each([[['b']], [['a', 3]], [['a', 'b']], [['a', 0, 'b']], [['é', 0]]])('is not there at %j', path => {
    expect(at(path)).toBeUndefined()
  })

  test('has its name with the quotes, as the line spells it', () => {
    expect(at(['a', 1, 'bc'], locateKey)).toBe('"b\\u0063"')
    expect(at(['a', 1], locateKey)).toBeUndefined()
  })
})

describe('the field that a refusal names', () => {
  test.each([
    '{"type":"BatchArrived","ref":"b9"}',
    '{"specversion":"1.0","ref":"no","data":{"ref":"b9"}}',
    '{"record":"reject","ref":"no","event":{"ref":"b9"}}',
    '{"record":"reject","event":{"specversion":"1.0","data":{"ref":"b9"}}}',
  ])('is found in %s', text => {
    const given = Buffer.from(text)
    const span = locateField(given, 0, ['ref'])

    expect(span && text.slice(span.start, span.end)).toBe('"b9"')
  })

  test('is an attribute of a CloudEvent if it is metadata, and the text of a mended line as a whole', () => {
    const cloudEvent = Buffer.from('{"specversion":"1.0","id":"e-1","data":{"id":"no"}}')
    const mended = Buffer.from('{"record":"reject","raw":"{}"}')

    expect(locateField(cloudEvent, 0, ['id'])).toEqual({ start: 26, end: 31 })
    expect(locateField(mended, 0, ['ref'])).toEqual({ start: 25, end: 29 })
  })
})

describe('the name of an unknown field', () => {
  test.each([
    ['shelf', '{"type":"BatchArrived","ref":"b9","shelf":1}'],
    ['counts.shelf', '{"shelf":0,"counts":[{"ref":"b1"},{"ref":"b9","shelf":1},{"shelf":2}]}'],
    ['data.counts.shelf', '{"specversion":"1.0","shelf":0,"data":{"shelf":0,"counts":[{"shelf":1}]}}'],
    ['shelf', '{"record":"reject","shelf":0,"event":{"ref":"b9","shelf":1}}'],
    ['\\u202e', '{"ref":"b9","\u202e":1}'],
  ])('%s is found in %s', (name, text) => {
    const given = Buffer.from(text)
    const span = locateUnknown(given, 0, name)

    expect(given.toString('utf8', span?.start, span?.end)).toMatch(/^"(?:shelf|\u202e)"$/)
    expect(given.toString('utf8', span?.end).startsWith(':1')).toBe(true)
  })
})

test('a column counts code points from 1, and one for each byte that is no UTF-8', () => {
  const text = Buffer.concat([Buffer.from('aé椅😀b'), Buffer.from([0x80, 0xe9, 0x21])])
  const columns = Array.from({ length: text.length + 1 }, (_, offset) => column(text, 0, offset))

  expect([0, 1, 3, 6, 10, 11, 12, 13, 14].map(offset => columns[offset])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})
