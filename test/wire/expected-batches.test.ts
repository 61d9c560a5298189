import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExpectationProblem } from '../../src/wire/expectation-problem.ts'
import { expectedBatches } from '../../src/wire/expected-batches.ts'
import { batchRecord } from '../../src/wire/records.ts'

async function* chunksOf(file: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size)
}

async function read(file: string | Buffer, size = 65_536) {
  return Object.fromEntries(await expectedBatches(chunksOf(Buffer.from(file), size)))
}

/** The message that a file provokes, with its line. */
async function complaintOf(file: string | Buffer): Promise<string> {
  try {
    await read(file)
  } catch (error) {
    if (!(error instanceof ExpectationProblem)) throw error
    return `${error.line}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`
  }
  return 'none'
}

const printed = [
  '{"record":"event","id":"e-3~1","type":"Allocated","orderid":"order-1","sku":"SMALL-TABLE","qty":12}',
  batchRecord({
    ...{ ref: 'batch-001', sku: 'SMALL-TABLE', eta: null, qty: 15, allocated: 12, available: 3, rev: 2 },
    lines: [{ orderid: 'order-1', qty: 12 }],
  }),
  '{"record":"backorder","orderid":"order-9","sku":"SMALL-TABLE","qty":70}',
  '{"record":"summary","read":5}',
]

describe('expected batches as NDJSON', () => {
  test('are what alloc prints; its other records are passed over', async () => {
    expect(await read(printed.join('\n'))).toEqual({
      'batch-001': {
        ...{ sku: 'SMALL-TABLE', eta: null, qty: 15, allocated: 12, available: 3, rev: 2 },
        lines: [{ orderid: 'order-1', qty: 12 }],
      },
    })
  })

  test('may be flat objects that name only what matters', async () => {
    const file = '\uFEFF\r\n  {"ref":"b2","qty":20}\r\n\n{"ref":"b1","eta":"2026-12-01"}\n{"ref":"b3"}'

    expect(await read(file)).toEqual({ b2: { qty: 20 }, b1: { eta: '2026-12-01' }, b3: {} })
    expect(Object.keys(await read(file))).toEqual(['b2', 'b1', 'b3'])
  })

  test('may be longer than a line of a log', async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => ({ orderid: `order-${index}`, qty: 1 }))

    expect(await read(JSON.stringify({ ref: 'b1', lines }))).toEqual({ b1: { lines } })
  })

  test.each([
    ['{"ref":"b1"', '1: the line is not a JSON object (one batch a line: jq -c . FILE)'],
    ['{"ref":"b1"}\n\n[1]', '3: the line is not a JSON object (one batch a line: jq -c . FILE)'],
    ['{"qty":1}', '1: ref is missing'],
    ['{"ref":7}', '1: ref must be a text, got 7'],
    ['{"ref":""}', '1: ref is empty: the text ""'],
    ['{"ref":"b1"}\n{"ref":"b2"}\n{"ref":"b1"}', '3: "b1" stands here a second time; first on line 1'],
    [
      '{"ref":"b1","qty":"20"}',
      '1: qty must be a whole number, got the text "20" (remove the quotes: "qty":20)',
    ],
    ['{"ref":"b1","rev":1.5}', '1: rev must be a whole number, got 1.5'],
    ['{"ref":"b1","eta":"2026-02-30"}', '1: eta must be a real date; there is no 2026-02-30'],
    ['{"ref":"b1","quantity":20}', '1: a batch has no field "quantity" (did you mean "qty"?)'],
    ['{"ref":"b1","lines":[{"orderid":"o"}]}', '1: lines must be an array of objects with orderid and qty'],
    ['{"ref":"b1","__proto__":1}', '1: a batch has no field "__proto__"'],
    ['{"record":7,"ref":"b1"}', '1: record must be a text'],
  ])('that make no sense are refused: %j', async (file, complaint) => {
    expect(await complaintOf(file)).toBe(complaint)
  })

  test('must be UTF-8', async () => {
    expect(await complaintOf(Buffer.from('{"ref":"b1"}\n{"ref":"\xe9"}', 'latin1'))).toBe(
      '2: the line is not UTF-8',
    )
  })
})

describe('expected batches as CSV', () => {
  test('are what alloc writes', async () => {
    const file =
      'ref,sku,eta,qty,allocated,available,rev\r\n' +
      'batch-001,SMALL-TABLE,,15,12,3,2\r\n' +
      '"b,2","6"" NAIL",2026-12-01,0,0,0,1\r\n'

    expect(await read(file)).toEqual({
      'batch-001': { sku: 'SMALL-TABLE', eta: null, qty: 15, allocated: 12, available: 3, rev: 2 },
      'b,2': { sku: '6" NAIL', eta: '2026-12-01', qty: 0, allocated: 0, available: 0, rev: 1 },
    })
  })

  test('may have any columns in any order', async () => {
    expect(await read('\uFEFF\n"qty",ref\n\n20,b1\n')).toEqual({ b1: { qty: 20 } })
  })

  test('lose the apostrophe that guards a text from spreadsheets, and no other', async () => {
    expect(Object.keys(await read("ref\n'=b1\n''-b2\n'b3\n-b4\n'@\n"))).toEqual([
      '=b1',
      "'-b2",
      "'b3",
      '-b4',
      '@',
    ])
  })

  test.each([
    ['sku,qty\n', '1: the header has no column ref'],
    ['ref,quantity\n', '1: a batch has no field "quantity" (did you mean "qty"?)'],
    ['ref,lines\n', '1: lines are only compared from NDJSON'],
    ['ref,qty,ref\n', '1: two columns are named ref'],
    ['ref;qty\n', '1: the cells of the header are not separated by commas'],
    ['ref,qty\nb1\n', '2: the header has 2 cells, this row 1'],
    ['ref,qty\nb1,1,2\n', '2: the header has 2 cells, this row 3'],
    ['ref,qty\nb1,\n', '2: qty must be a whole number, got the text ""'],
    ['ref,qty\nb1,1.5\n', '2: qty must be a whole number, got the text "1.5"'],
    ['ref,qty\nb1,99999999999999999999\n', '2: qty must be a whole number, got 100000000000000000000'],
    ['ref,eta\nb1,soon\n', '2: eta must be a date such as 2026-12-01, or null, got the text "soon"'],
    ['ref\nb1\n\nb1\n', '4: "b1" stands here a second time; first on line 2'],
    ['ref\n"b1\n', '2: a quote is not closed'],
    ['ref\nb"1\n', '2: a cell with a quote in it is not quoted'],
    ['ref\n"b1"x\n', '2: behind a closing quote there is no comma'],
    ['ref\n{"ref":"b1"}\n', '2: a cell with a quote in it is not quoted'],
  ])('that make no sense are refused: %j', async (file, complaint) => {
    expect(await complaintOf(file)).toBe(complaint)
  })
})

test('a file without batches expects that there are none', async () => {
  expect(await read('')).toEqual({})
  expect(await read('\n \n')).toEqual({})
  expect(await read('{"record":"summary","read":0}\n')).toEqual({})
})

test('a file is read alike however it is cut into chunks', async () => {
  const file = `${printed.join('\r\n')}\n{"ref":"é€😀","qty":1}\n`
  const whole = await read(file)

  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async size => {
      expect(await read(file, size)).toEqual(whole)
    }),
  )
})

test('any file either is understood or is refused with its line', async () => {
  const piece = fc.constantFrom(
    ...['ref', 'qty', ',', '"', '{', '}', ':', '\n', 'b1', '1', "'", '=', 'é', '""'],
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async pieces => {
      expect(await complaintOf(pieces.join(''))).toMatch(/^(?:none|[0-9]+: \S.*)$/)
    }),
  )
})
