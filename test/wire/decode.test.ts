import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrived, codeOf, decoded, inputOf, json, problemOf } from './decoding.ts'

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
    expect(codeOf(`{"type":"BatchArrived","ref":"b1","time":"${time}"}`)).toBe('invalid-field')
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
  const line = '{"type":"BatchArrived","ref":"b1","colour":1.5,"more":{"deep":[1e400]},"Ref":null}'

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
    expect(codeOf('{"type":"BatchArrived","ref":7,"colour":1}', strict)).toBe('invalid-field')
    expect(problemOf('{"":1,"type":"BatchArrived","ref":"b1"}', strict)).toMatchObject({ field: '' })
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
