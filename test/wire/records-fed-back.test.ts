import { describe, expect, test } from 'vitest'
import { arrived, codeOf, decoded, inputOf, json, problemOf } from './decoding.ts'

const asked = { type: 'AllocationRequired', orderid: 'o1', sku: 'S', qty: 1 } as const

describe('an outcome', () => {
  test('is what alloc emits, with as many of its fields as the log has', () => {
    expect(decoded('{"type":"OutOfStock"}')).toEqual({
      kind: 'outcome',
      outcome: { type: 'OutOfStock' },
      unknownFields: [],
    })
    expect(decoded(json({ ...asked, id: 'e-1~12' }))).toMatchObject({
      kind: 'outcome',
      outcome: { ...asked, id: 'e-1~12' },
    })
    expect(decoded(json({ ...asked, id: 'e-1' })).kind).toBe('input')
  })

  test('has an id of up to 192 bytes', () => {
    expect(decoded(json({ type: 'Deallocated', id: 'x'.repeat(192) })).kind).toBe('outcome')
    expect(codeOf(json({ type: 'Deallocated', id: 'x'.repeat(193) }))).toBe('invalid-field')
  })

  test('is an event that alloc printed, its own fields known', () => {
    const line =
      '{"record":"event","id":"e-5~1~1","type":"Allocated","correlationid":"e-5","causationid":"e-5~1","seq":4,"at":"events.ndjson:5","orderid":"order-2","sku":"SMALL-TABLE","qty":8,"batchref":"batch-002"}'
    const outcome = {
      type: 'Allocated',
      id: 'e-5~1~1',
      correlationid: 'e-5',
      causationid: 'e-5~1',
      orderid: 'order-2',
      sku: 'SMALL-TABLE',
      qty: 8,
      batchref: 'batch-002',
    }

    expect(decoded(line, { strict: true })).toEqual({ kind: 'outcome', outcome, unknownFields: [] })
  })
})

describe("alloc's own records", () => {
  test.each(['batch', 'backorder', 'summary', 'orderline', 'stats'])('of a %s are passed over', record => {
    expect(decoded(json({ record, ref: 'b1' }), { strict: true })).toEqual({ kind: 'other' })
  })

  test('of an input may have the mark that the event lacks', () => {
    const marked = (event: object) =>
      inputOf(json({ record: 'input', at: 'a:1', retrybackorders: true, event })).input.retrybackorders

    expect(marked({ type: 'BatchArrived', ref: 'b1' })).toBe(true)
    expect(marked({ type: 'BatchArrived', ref: 'b1', retrybackorders: false })).toBe(false)
    expect(codeOf(json({ record: 'input', retrybackorders: 1, event: {} }))).toBe('invalid-field')
  })

  const text = '{ "type":"BatchArrived", "ref":"b\\u0031", "weight":1.0 }'

  test('of a reject or an input give back the event as it was written', () => {
    for (const record of ['reject', 'input']) {
      const { input, at } = inputOf(
        `{"record":"${record}","at":"events.ndjson:9","event": ${text} ,"code":"x"}`,
      )
      expect({ text: input.text, at, id: input.id }).toEqual({ text, at: 'events.ndjson:9', id: undefined })
    }
  })

  test('of a reject give back a line that was mended where it stood as a text', () => {
    const raw = inputOf(json({ record: 'reject', at: '-:9', raw: text }))
    const base64 = inputOf(
      json({ record: 'reject', at: '-:9', rawbase64: Buffer.from(text).toString('base64') }),
    )

    expect(raw).toMatchObject({ at: '-:9', input: { text } })
    expect(base64).toEqual(raw)
  })

  test('leave to what they wrap its own limits', () => {
    const deep = `{"type":"BatchArrived","ref":"b1","more":${'['.repeat(7)}${']'.repeat(7)}}`
    const long = json({ ...arrived, more: 'x'.repeat(1_048_576 - 45) })
    expect(decoded(`{"record":"reject","event":${deep}}`).kind).toBe('input')
    expect(decoded(`{"record":"reject","event":${long}}`).kind).toBe('input')
    expect(codeOf(`{"record":"reject","event":${long.replace('b1', 'batch-number-1')}}`)).toBe(
      'line-too-long',
    )
    expect(
      decoded(json({ record: 'reject', raw: json({ ...arrived, more: '"'.repeat(500_000) }) })).kind,
    ).toBe('input')
  })

  test('may wrap one another', () => {
    expect(
      inputOf(json({ record: 'reject', at: 'a:1', raw: `{"record":"input","at":"b:2","event":${text}}` })).at,
    ).toBe('b:2')
    expect(decoded(json({ record: 'reject', at: 'a:1', raw: '' })).kind).toBe('blank')
  })

  test('say of a line that was too long that only its beginning is there', () => {
    const line = json({
      record: 'reject',
      at: 'a:1',
      code: 'line-too-long',
      raw: '{"type":"x',
      offset: 0,
      length: 2_000_000,
    })
    expect(problemOf(line)).toMatchObject({ code: 'line-too-long', field: 'raw' })
  })
})
