import { describe, expect, test } from 'vitest'
import type { JournaledInput } from '../../src/service/store.ts'
import { decodeText } from '../../src/wire/decode-text.ts'
import { journaledInput, journaledMarks, writeJournaled } from '../../src/wire/journaled.ts'
import { StringSink } from '../../src/wire/text-sink.ts'

const limit = 1_048_576

describe('an input of the journal is written', () => {
  test('as its log had it, when that says all', () => {
    const text = '{ "type":"BatchArrived" ,"ref":"b", "id":"e-1","n":1.50 }'

    expect(written({ id: 'e-1', text })).toBe(text)
    expect(written({ id: 'e-1', text, retryBackorders: false })).toBe(text)
  })

  test('with the id and the mark that only the journal has', () => {
    const text = '{"type":"BatchArrived","ref":"b"}'

    expect(written({ id: 'ä"n.ndjson:7', text, retryBackorders: true })).toBe(
      '{"type":"BatchArrived","ref":"b","id":"ä\\"n.ndjson:7","retrybackorders":true}',
    )
    expect(written({ id: 'x:1', text: '{"type":"BatchArrived","ref":"b","shelf":{"id":"no"}}' })).toMatch(
      /\},"id":"x:1"\}$/,
    )
  })

  test.each(['x', 'ä', '€'])('in a record where the line has no room for more, of %s', character => {
    const room = limit - Buffer.byteLength('{"type":"BatchArrived","ref":"b","shelf":""}')
    const shelf = character.repeat(Math.floor(room / Buffer.byteLength(character)))
    const text = `{"type":"BatchArrived","ref":"b","shelf":"${shelf}"}`

    const line = written({ id: 'day.ndjson:3', text, retryBackorders: true })

    expect(decodeText(line)).toMatchObject({
      kind: 'input',
      at: 'day.ndjson:3',
      input: { text, retrybackorders: true },
    })
  })

  test('in a record where a CloudEvent says null for the mark', () => {
    const text =
      '{"specversion":"1.0","id":"e-1","source":"s","type":"BatchArrived","retrybackorders":null,"data":{"ref":"b"}}'

    const line = written({ id: 'e-1', source: 's', text, retryBackorders: true })

    expect(decodeText(line)).toMatchObject({
      kind: 'input',
      input: { id: 'e-1', text, retrybackorders: true },
    })
  })
})

test('what a text says of itself is the same, read as a whole or as far as it must', () => {
  const texts = [
    '{"type":"BatchArrived","ref":"b"}',
    '{"type":"BatchArrived","ref":"b","id":"i","source":"urn:alloc","retrybackorders":false}',
    '{"type":"BatchArrived","ref":"b","id":"i","source":"urn:alloc:s","retrybackorders":true}',
    '{"specversion":"1.0","id":"i","source":"urn:alloc","type":"BatchArrived","retrybackorders":null,"data":{"ref":"b"}}',
    '{"specversion":"1.0","id":"i","source":"urn:alloc:s%20t","type":"BatchArrived","data":{"ref":"b"}}',
    '{"specversion":"1.0","id":"i","source":"urn:alloc:%73","type":"BatchArrived","data":{"ref":"b"}}',
  ]

  const sources = texts.map(text => {
    const entry = decodeText(text)
    if (entry.kind !== 'input') throw new Error(`${text} is no event`)
    const row = { position: 1, id: 'i', source: entry.input.source ?? '', text }
    const { id, source, retrybackorders } = journaledInput(row)
    expect(journaledMarks(row)).toEqual({ id, source, retrybackorders })
    return source
  })

  expect(sources).toEqual([undefined, undefined, 'urn:alloc:s', undefined, 's t', 'urn:alloc:%73'])
})

function written(row: Pick<JournaledInput, 'id' | 'text'> & Partial<JournaledInput>): string {
  const to = new StringSink()
  const whole = { position: 1, source: '', retryBackorders: false, ...row }
  writeJournaled(whole, journaledMarks(whole), '\n', to)
  return to.take().trimEnd()
}
