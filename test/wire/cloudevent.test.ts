import { describe, expect, test } from 'vitest'
import { arrived, codeOf, decoded, inputOf, json } from './decoding.ts'

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
    expect(codeOf(json({ ...event, id: null }))).toBe('invalid-cloudevent')
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
