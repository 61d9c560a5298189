import { decodeLine } from './decode.ts'
import type { LineCode } from './line-problem.ts'

/** An input that is no log at all: what it is instead, where its first line is, and what makes a log of it. */
export class OtherInput extends Error {
  override readonly name = 'OtherInput'
  readonly code: LineCode
  /** A command that reads such a file, or stdin, and writes a log; undefined where there is none. */
  readonly filter: string | undefined
  /** Its first line that is not blank, as far as it is at hand, and that line's number. */
  readonly text: string
  readonly line: number

  constructor({ code, message, filter }: Format, text: string, line: number) {
    super(message)
    this.code = code
    this.filter = filter
    this.text = text
    this.line = line
  }
}

/** The beginning of an input, by which it is judged. */
export type FirstLines = {
  /** The first line that is not blank, without its end. */
  readonly first: Buffer
  /** The first line goes on beyond what is at hand. */
  readonly isCut: boolean
  /** The line after it; undefined where there is none, or the first one is cut. */
  readonly next: Buffer | undefined
}

/** Whether a first line alone tells that the input may be a log. */
export function mayBeLog(first: Buffer): boolean {
  const text = first.toString('latin1')
  return formats.every(({ begins }) => !begins.test(text))
}

/** What an input is instead of a log; undefined unless its first lines leave no doubt. */
export function formatOf({ first, isCut, next }: FirstLines): Format | undefined {
  const text = first.toString('latin1')
  const follows = next?.toString('latin1')
  return formats.find(({ begins, goesOn = () => true }) => {
    return begins.test(text) && goesOn({ follows, isWhole: isCut || !endsEarly(first) })
  })
}

type Format = {
  readonly code: LineCode
  readonly message: string
  readonly filter?: string
  /** Latin-1 stands for bytes. */
  readonly begins: RegExp
  /** Settles it where a log might have such a line; `isWhole` unless the line ends in the middle of its JSON. */
  readonly goesOn?: (line: { readonly follows: string | undefined; readonly isWhole: boolean }) => boolean
}

const formats: readonly Format[] = [
  compressed('zstd', 'zstd -dc', /^\x28\xb5\x2f\xfd/),
  compressed('xz', 'xz -dc', /^\xfd7zXZ\0/),
  compressed('bzip2', 'bzip2 -dc', /^BZh[1-9]1AY&SY/),
  compressed('zip', 'funzip', /^PK[^ -~]{2}/),
  {
    code: 'compressed',
    message: 'the input is compressed with gzip twice; alloc undoes it once',
    filter: 'gzip -dc',
    begins: /^[^ -\xff]\x8b/,
  },
  { code: 'json-syntax', message: 'the input is a SQLite database, not a log', begins: /^SQLite format 3\0/ },
  {
    code: 'not-utf8',
    message: 'the input is UTF-32, not UTF-8',
    filter: 'iconv -f UTF-32 -t UTF-8',
    begins: /^(?:\xff\xfe\0\0|\0\0\xfe\xff)/,
  },
  {
    code: 'not-utf8',
    message: 'the input is UTF-16, not UTF-8',
    filter: 'iconv -f UTF-16 -t UTF-8',
    begins: /^(?:\xff\xfe|\xfe\xff)/,
  },
  utf16('UTF-16LE', /^(?:[^\0]\0){2}/),
  utf16('UTF-16BE', /^(?:\0[^\0]){2}/),
  array('a batch of CloudEvents', /^\s*\[\s*\{.*"specversion"\s*:/),
  array('a JSON array', /^\s*\[\s*(?:\{|$)/),
  {
    code: 'json-syntax',
    message: 'the input is JSON spread over lines, not one event a line',
    filter: 'jq -c .',
    begins: /^\s*\{(?:.*[^\s}])?\s*$/,
    goesOn: ({ follows, isWhole }) => !isWhole && isMember.test(follows ?? ''),
  },
]

function compressed(name: string, filter: string, begins: RegExp): Format {
  const message = `the input is compressed with ${name}, which alloc does not read`
  return { code: 'compressed', message, filter, begins }
}

/** One event a line makes a log, whatever wraps them. */
function array(what: string, begins: RegExp): Format {
  return {
    code: 'not-an-object',
    message: `the input is ${what}, not one event a line`,
    filter: "jq -c '.[]'",
    begins,
    goesOn: ({ follows, isWhole }) =>
      isWhole ? follows === undefined || follows.startsWith('[') : isInsideArray.test(follows ?? ''),
  }
}

/** Without a byte order mark; its line ends hold a NUL, too. */
function utf16(name: string, begins: RegExp): Format {
  return {
    code: 'json-syntax',
    message: `the input is ${name}, not UTF-8`,
    filter: `iconv -f ${name} -t UTF-8`,
    begins,
    goesOn: ({ follows }) => follows === undefined || follows.includes('\0'),
  }
}

/** `"name": …`, as it begins a line of JSON that is spread over lines. */
const isMember = /^\s*"[^"]*"\s*:/

/** An element with a comma or the array's end behind it, or the beginning of one. */
const isInsideArray = /^\s*(?:\{\s*$|\{.*\}\s*[,\]]|"[^"]*"\s*:)/

function endsEarly(line: Buffer): boolean {
  const decoded = decodeLine(line, 0, line.length, { strict: false, whole: true })
  return decoded.kind === 'problem' && decoded.problem.start === line.length
}
