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
  .filter(text => text.isWellFormed())

describe('the scan', () => {
  test('accepts what JSON.parse accepts, and nothing else', () => {
    fc.assert(
      fc.property(nearlyJson, text => {
        expect(typeof scanned(text) !== 'number').toBe(parsed(text) !== undefined)
      }),
      { numRuns: 20_000 },
    )
  })

  test('stops where no text could go on as JSON: up to there it can be completed', () => {
    const endings = [
      '',
      '1',
      '"',
      '":1',
      'a":1',
      '1]',
      '1}',
      '0"',
      'rue',
      'alse',
      'ull',
      '"a":1}',
      ']',
      '}',
      ':1',
    ]
    const tails = endings.flatMap(ending => ['', '0', '00', '000', '0000'].map(digits => digits + ending))
    const closings = (text: string) => {
      const open = [...text.replace(/"(?:[^"\\]|\\.)*("|$)/g, '')].reduce(
        (stack, c) =>
          c === '{' || c === '['
            ? [c === '{' ? '}' : ']', ...stack]
            : '}]'.includes(c)
              ? stack.slice(1)
              : stack,
        [] as string[],
      )
      return [open, open.slice(1)].map(rest => rest.join(''))
    }
    fc.assert(
      fc.property(nearlyJson, text => {
        const stop = scanned(text)
        if (typeof stop !== 'number') return
        const start = Buffer.from(text).toString('utf8', 0, stop)
        const completed = tails.some(tail =>
          closings(start).some(end => parsed(start + tail + end) !== undefined),
        )
        expect(completed, start).toBe(true)
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
    ['{"type":"~ !"}', { ascii: true, printable: true, oddKeys: false }],
    ['{"a":"\x7f"}', { ascii: true, printable: false, oddKeys: false }],
    ['{"a":"\\n"}', { ascii: true, printable: false, oddKeys: false }],
    ['{"a":"é"}', { ascii: false, printable: false, oddKeys: false }],
    ['{"\\u0061":1}', { ascii: true, printable: false, oddKeys: true }],
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
