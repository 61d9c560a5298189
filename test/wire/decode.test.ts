import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLine } from '../../src/wire/decode.ts'
import { decoded, inputOf, problemOf } from './decoding.ts'

const json = (value: unknown) => JSON.stringify(value)
const code = (line: string | Buffer, options?: Parameters<typeof decoded>[1]) => problemOf(line, options).code
const arrived = { type: 'BatchArrived', ref: 'b1' } as const
const asked = { type: 'AllocationRequired', orderid: 'o1', sku: 'S', qty: 1 } as const

describe('an event of a log', () => {
  const name = fc.stringMatching(/^[!-}](?:[ -}]{0,30}[!-}])?$/).map(text => text.replaceAll('~', '-'))
  const qty = fc.integer({ min: 1, max: 2 ** 31 - 1 })
  const rev = fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined })
  const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  const eta = fc.option(day.map(date => date.toISOString().slice(0, 10)))
  const count = fc.record({ ref: name, qty, expectedrev: rev }, { requiredKeys: ['ref', 'qty'] })
  const counts = fc.uniqueArray(count, { minLength: 1, maxLength: 5, selector: ({ ref }) => ref })
  const type = <T extends string>(text: T) => fc.constant(text)
  const events = fc.oneof(
    fc.record({ type: type('BatchCreated'), ref: name, sku: name, qty, eta }),
    fc.record({ type: type('AllocationRequired'), orderid: name, sku: name, qty }),
    fc.record(
      { type: type('BatchQuantityChanged'), ref: name, qty, expectedrev: rev },
      { requiredKeys: ['type', 'ref', 'qty'] },
    ),
    fc.record({ type: type('StockCounted'), sku: name, counts }),
    fc.record({ type: type('BatchArrived'), ref: name }),
    fc.record({ type: fc.constantFrom('OrderLineShipped', 'OrderLineCancelled'), orderid: name, sku: name }),
  )
  const metadata = fc.record(
    {
      id: name,
      source: name,
      correlationid: name,
      time: day.map(date => date.toISOString()),
      retrybackorders: fc.boolean(),
    },
    { requiredKeys: [] },
  )

  test('is what JSON.parse reads, with its metadata beside it and its text unchanged', () => {
    fc.assert(
      fc.property(events, metadata, fc.boolean(), (event, about, first) => {
        const text = json(first ? { ...about, ...event } : { ...event, ...about })
        const { input, unknownFields } = inputOf(` ${text}\t`)

        expect(input.event).toEqual(JSON.parse(json(event)))
        expect(input).toMatchObject({ ...about, text })
        expect(unknownFields).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  test('is the same event as a CloudEvent, with its metadata in the envelope', () => {
    fc.assert(
      fc.property(events, metadata, ({ type, ...data }, about) => {
        const given = { source: '/warehouse', id: 'e-1', ...about }
        const { input } = inputOf(json({ specversion: '1.0', type: `alloc.${type}.v1`, ...given, data }))

        expect(input.event).toEqual(inputOf(json({ type, ...data })).input.event)
        expect(input).toMatchObject(given)
      }),
    )
  })

  test('may have letters of any alphabet, raw or escaped', () => {
    const line = '{"type":"BatchArrived","ref":"möbel-\\u00fc-椅子-\\ud83e\\ude91"}'

    expect(inputOf(line).input.event).toEqual({ type: 'BatchArrived', ref: 'möbel-ü-椅子-🪑' })
    expect(inputOf(line).input.text).toBe(line)
  })

  test('on hand or not said to be under way is the same', () => {
    const created = { type: 'BatchCreated', ref: 'b1', sku: 'S', qty: 0 }

    expect(inputOf(json(created)).input.event).toEqual({ ...created, eta: null })
    expect(inputOf(json({ ...created, eta: null })).input.event).toEqual({ ...created, eta: null })
  })

  test('of the source urn:alloc is one without source', () => {
    expect(inputOf(json({ ...arrived, source: 'urn:alloc' })).input.source).toBeUndefined()
    expect(inputOf(json({ ...arrived, source: 'urn:acme' })).input.source).toBe('urn:acme')
  })

  test.each([
    '2026-11-20T09:15:00Z',
    '2026-11-20t09:15:00.123456789z',
    '2016-12-31T23:59:60Z',
    '1990-12-31T15:59:60-08:00',
    '0000-02-29T00:00:00-23:59',
  ])('may have happened at %s', time => {
    expect(inputOf(json({ ...arrived, time })).input.time).toBe(time)
  })

  test.each([
    '2026-11-20T24:00:00Z',
    '2026-11-20T09:60:00Z',
    '2026-11-20T23:59:60Z',
    '2016-12-31T23:59:60+01:00',
    '2026-11-20T09:15Z',
    '2026-11-20T09:15:00+24:00',
    '2026-11-20T09:15:00.Z',
    '2026-11-20T09:15:00Z\\n',
  ])('cannot have happened at %s', time => {
    expect(code(`{"type":"BatchArrived","ref":"b1","time":"${time}"}`)).toBe('invalid-field')
  })

  test('may have texts as long as their limits, in bytes', () => {
    const limits = {
      ref: 128,
      id: 128,
      source: 1_024,
      correlationid: 1_024,
      causationid: 1_024,
      note: 4_096,
      reason: 128,
      countedby: 128,
    }
    for (const [field, limit] of Object.entries(limits)) {
      expect(decoded(json({ ...arrived, [field]: 'x'.repeat(limit) })).kind).toBe('input')
      expect(decoded(json({ ...arrived, [field]: 'é'.repeat(limit / 2) })).kind).toBe('input')
      expect(problemOf(json({ ...arrived, [field]: 'x'.repeat(limit + 1) }))).toMatchObject({ field })
      expect(problemOf(json({ ...arrived, [field]: `${'é'.repeat(limit / 2)}x` }))).toMatchObject({ field })
    }
  })

  test('may be nested to the eighth level', () => {
    expect(decoded(`{"type":"BatchArrived","ref":"b1","more":${'['.repeat(7)}${']'.repeat(7)}}`).kind).toBe(
      'input',
    )
  })
})

describe('a field that alloc does not know', () => {
  const line = json({ ...arrived, colour: 1.5, more: { deep: [1e400] }, Ref: null })

  test('is named', () => {
    expect(inputOf(line).unknownFields).toEqual(['colour', 'more', 'Ref'])
    const counts = [
      { ref: 'b1', qty: 1, shelf: 1 },
      { shelf: 2, ref: 'b2', qty: 1 },
    ]
    expect(inputOf(json({ type: 'StockCounted', sku: 'S', counts })).unknownFields).toEqual(['counts.shelf'])
  })

  test('is a problem if asked for, in the order of the line', () => {
    const strict = { strict: true }
    expect(problemOf(line, strict)).toMatchObject({
      code: 'unknown-field',
      field: 'colour',
      start: 34,
      end: 42,
    })
    expect(problemOf('{"type":"BatchArrived","reff":"b1"}', strict)).toMatchObject({
      hint: 'did you mean "ref"?',
    })
    expect(code('{"type":"BatchArrived","ref":7,"colour":1}', strict)).toBe('invalid-field')
  })

  test('is let pass among the attributes of a CloudEvent, not in its data', () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/s',
      type: 'BatchArrived',
      traceparent: '00',
      subject: null,
    }
    const strict = { strict: true }

    expect(decoded(json({ ...event, data: { ref: 'b1' } }), strict).kind).toBe('input')
    expect(problemOf(json({ ...event, data: { ref: 'b1', id: '2' } }), strict)).toMatchObject({
      field: 'data.id',
    })
  })
})

describe('a CloudEvent', () => {
  const event = {
    specversion: '1.0',
    id: '1',
    source: 'urn:acme',
    type: 'com.acme.BatchArrived',
    data: { ref: 'b1' },
  }

  test('has an attribute that is null as good as not at all', () => {
    expect(
      inputOf(json({ ...event, time: null, correlationid: null, retrybackorders: null })).input,
    ).toMatchObject({
      time: undefined,
      correlationid: undefined,
      retrybackorders: undefined,
    })
    expect(code(json({ ...event, id: null }))).toBe('invalid-cloudevent')
  })

  test('may have its own word for urn:alloc, and a prefix without a dot', () => {
    const options = { cloudEventSource: 'urn:acme', cloudEventTypePrefix: 'acme-' }

    expect(inputOf(json(event), options).input.source).toBeUndefined()
    expect(inputOf(json({ ...event, type: 'acme-BatchArrived.v1' }), options).input.event).toEqual(arrived)
  })

  test('with the type and id of an emitted event is an outcome', () => {
    const line = json({
      ...event,
      id: 'e-1~1',
      type: 'alloc.Allocated.v1',
      data: { orderid: 'o1', batchref: 'b1' },
    })

    expect(decoded(line)).toMatchObject({
      kind: 'outcome',
      outcome: { type: 'Allocated', id: 'e-1~1', orderid: 'o1', batchref: 'b1' },
    })
  })
})

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
    expect(code(json({ type: 'Deallocated', id: 'x'.repeat(193) }))).toBe('invalid-field')
  })

  test('is an event that alloc printed, its own fields known', () => {
    const line =
      '{"record":"event","id":"e-5~1~1","type":"Allocated","correlationid":"e-5","causationid":"e-5~1","seq":4,"at":"events.ndjson:5","orderid":"order-2","sku":"SMALL-TABLE","qty":8,"batchref":"batch-002"}'
    const outcome = {
      type: 'Allocated',
      id: 'e-5~1~1',
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
    expect(code(`{"record":"reject","event":${long.replace('b1', 'batch-number-1')}}`)).toBe('line-too-long')
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

describe('bytes that are no line of JSON', () => {
  test.each([
    ['overlong', [0xc0, 0x80], 2],
    ['an overlong of three bytes', [0xe0, 0x9f, 0xbf], 2],
    ['an overlong of four bytes', [0xf0, 0x8f, 0xbf, 0xbf], 2],
    ['a surrogate', [0xed, 0xa0, 0x80], 2],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 2],
    ['a lead byte that does not exist', [0xf8, 0x88, 0x80, 0x80], 2],
    ['a lone continuation', [0x80], 2],
    ['a sequence that is cut', [0xe2, 0x82, 0x22], 2],
    ['Latin-1 after an é', [0xc3, 0xa9, 0xe9, 0x21], 4],
  ])('are refused as not UTF-8 where they begin: %s', (_, bytes, start) => {
    const line = Buffer.concat([Buffer.from('{"'), Buffer.from(bytes), Buffer.from('":1}')])

    expect(problemOf(line)).toMatchObject({ code: 'not-utf8', start, end: start + 1 })
  })

  test('betray what the file is, and how to make NDJSON of it', () => {
    const utf16 = Buffer.from('\ufeff{"type":"x"}', 'utf16le')
    const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x00])
    expect(problemOf(utf16)).toMatchObject({
      code: 'not-utf8',
      hint: expect.stringContaining('iconv -f UTF-16 -t UTF-8'),
    })
    expect(problemOf(utf16.subarray(2))).toMatchObject({
      code: 'json-syntax',
      hint: expect.stringContaining('iconv'),
    })
    expect(problemOf(Buffer.from(utf16).swap16()).hint).toContain('iconv')
    expect(problemOf(zstd)).toMatchObject({ code: 'compressed', hint: expect.stringContaining('zstd -dc') })
  })

  test('are torn where the last line of a file ends too early', () => {
    const torn = { whole: false }
    for (let length = 1; length < json(arrived).length; length++) {
      expect(code(json(arrived).slice(0, length), torn)).toBe('truncated')
    }
    expect(decoded(json(arrived), torn).kind).toBe('input')
    expect(code('{"type":x', torn)).toBe('json-syntax')
    expect(problemOf(Buffer.from('{"ref":"é').subarray(0, 9), torn)).toMatchObject({
      code: 'not-utf8',
      hint: expect.stringContaining('cut'),
    })
  })

  test('are blank where there is only white space', () => {
    for (const blank of ['', ' ', '\t \r']) expect(decoded(blank)).toEqual({ kind: 'blank' })
    expect(code('\u00a0')).toBe('json-syntax')
  })
})

test('a line with very many names is judged as any other', () => {
  const fields = Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join(',')

  expect(decoded(`{"type":"BatchArrived","ref":"b1",${fields}}`)).toMatchObject({ kind: 'input' })
  expect(code(`{"type":"BatchArrived","ref":"b1",${fields},"k99999":1}`)).toBe('duplicate-key')
  expect(code(`{"type":"BatchArrived",${fields}}`)).toBe('missing-field')
  const counts = Array.from({ length: 30_000 }, (_, i) => ({ ref: `b${i}`, qty: i }))
  expect(code(json({ type: 'StockCounted', sku: 'S', counts }).replace(/29999}/, '2e3}'))).toBe(
    'invalid-field',
  )
})

test('no line, however mutated, makes the decoder fail, and each problem lies inside it', () => {
  const examples: { base64?: string }[] = JSON.parse(
    readFileSync(new URL('../conformance/bad-lines.json', import.meta.url), 'utf8'),
  )
  const refused = readFileSync(new URL('refused-lines.txt', import.meta.url), 'utf8').split('\n')
  const seeds = [
    ...examples.map(({ base64 = '' }) => Buffer.from(base64, 'base64')),
    ...refused.map(line => Buffer.from(line)),
  ]
  const change = fc.tuple(
    fc.nat(),
    fc.nat(2),
    fc.oneof(fc.constantFrom(...Buffer.from('{}[]":,\\/u019eE-. \ttfn~')), fc.nat(255)),
  )
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }))
    .map(([seed, changes]) =>
      changes.reduce((line, [at, taken, byte]) => {
        const place = at % (line.length + 1)
        return Buffer.concat([line.subarray(0, place), Buffer.from([byte]), line.subarray(place + taken)])
      }, seed),
    )
  fc.assert(
    fc.property(mutated, fc.boolean(), fc.boolean(), (line, strict, whole) => {
      const result = decodeLine(line, 0, line.length, { strict, whole })
      if (result.kind !== 'problem') return
      const { start, end, message, hint } = result.problem
      expect(0 <= start && start <= end && end <= line.length).toBe(true)
      expect(message + (hint ?? '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(message.length).toBeLessThan(400)
    }),
    { numRuns: 20_000 },
  )
})
