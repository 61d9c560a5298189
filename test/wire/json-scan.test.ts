import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keysIn } from '../../src/wire/json-object.ts'
import { newScan, scanJson } from '../../src/wire/json-scan.ts'

/** What a scan says of a text, or where it stopped. */
function scanned(text: string, depth = 100) {
  const bytes = Buffer.from(`"${text}"`)
  const scan = newScan()
  const sound = scanJson(bytes, 1, bytes.length - 1, depth, scan)
  return sound ? scan : scan.failedAt - 1
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Texts that are JSON, or were until a few characters were changed. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(...'{}[]":,\\u0123456789eE+-. \t\n\u0001tfnaé\ud83d\ude00')),
      { maxLength: 3 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((changed, [at, character]) => {
      const place = at % (changed.length + 1)
      return changed.slice(0, place) + character + changed.slice(place + (at % 2))
    }, text),
  )
  .filter(text => !/\p{Cs}/u.test(text))

describe('the scan', () => {
  test('accepts what JSON.parse accepts, and nothing else', () => {
    fc.assert(
      fc.property(nearlyJson, text => {
        expect(typeof scanned(text) !== 'number').toBe(parsed(text) !== undefined)
      }),
      { numRuns: 20_000 },
    )
  })

  test('stops at the end of what is the beginning of JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (text, cut) => {
        const beginning = text.slice(0, cut % text.length)
        if (/\p{Cs}/u.test(beginning) || parsed(beginning) !== undefined) return

        expect(scanned(beginning)).toBe(Buffer.byteLength(beginning))
      }),
    )
  })

  test('counts the names that JSON.parse would have kept, had none stood twice', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const text = JSON.stringify(object)

        expect(scanned(text)).toMatchObject({ keys: keysIn(JSON.parse(text)) })
      }),
    )
  })

  test.each([
    ['{"a":12,"b":-7,"c":0}', false],
    ['{"a":123456789012345}', false],
    ['{"a":1234567890123456}', true],
    ['{"a":1.0}', true],
    ['{"a":1e2}', true],
    ['{"a":[-0]}', true],
    [`{"a":${'9'.repeat(400)}}`, true],
  ])('finds in %s that a number is odd: %s', (text, oddNumbers) => {
    expect(scanned(text)).toMatchObject({ oddNumbers })
  })

  test.each([
    ['{"type":"} !"}', { ascii: true, plain: true, oddKeys: false }],
    ['{"a":"\x7f"}', { ascii: true, plain: false, oddKeys: false }],
    ['{"a":"\\n"}', { ascii: true, plain: false, oddKeys: false }],
    ['{"a":"é"}', { ascii: false, plain: false, oddKeys: false }],
    ['{"\\u0061":1}', { ascii: true, plain: false, oddKeys: true }],
    ['{"causationid":1,"countedby":2}', { oddKeys: false }],
    ['{"__proto__":1}', { oddKeys: true }],
    ['{"prototype":1}', { oddKeys: true }],
    ['[{"constructor":1}]', { oddKeys: true }],
  ])('sees what in %s needs a closer look', (text, found) => {
    expect(scanned(text)).toMatchObject(found)
  })

  test('stops at the first bracket beyond the depth that is allowed', () => {
    expect(scanned('[[[1]]]', 3)).toBeTypeOf('object')
    expect(scanned('[[[1]]]', 2)).toBe(2)
    expect(scanned('['.repeat(1_000_000), 8)).toBe(8)
  })
})
