import type { LineCode } from './line-problem.ts'

/** What a sheet is instead of CSV, by its first bytes; undefined of a text. */
export function otherThanCsv(
  opening: Buffer,
): { readonly code: LineCode; readonly message: string; readonly hint: string } | undefined {
  const bytes = opening.subarray(0, 8).toString('latin1')
  return formats.find(({ begins }) => begins.test(bytes))?.problem
}

const saveAsCsv = 'save it as CSV UTF-8 in the spreadsheet program'

const formats = [
  format(
    /^PK[^ -~]{2}/,
    'compressed',
    'the sheet is a workbook (.xlsx, .ods) or a zip file, not CSV',
    saveAsCsv,
  ),
  format(/^\xd0\xcf[^ -\xff]\xe0/, 'compressed', 'the sheet is an old workbook (.xls), not CSV', saveAsCsv),
  format(
    /^[^ -\xff]\x8b/,
    'compressed',
    'the sheet is compressed with gzip',
    'decompress it: gzip -dc FILE | alloc stocktake -',
  ),
  format(
    /^(?:\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/,
    'not-utf8',
    'the sheet is UTF-16, not UTF-8',
    `${saveAsCsv}, or convert it: iconv -f UTF-16 -t UTF-8`,
  ),
  format(
    /^\s*[{[]/,
    'json-syntax',
    'the sheet is JSON, not CSV',
    'a log of events is replayed: alloc replay FILE',
  ),
]

function format(begins: RegExp, code: LineCode, message: string, hint: string) {
  return { begins, problem: { code, message, hint } }
}
