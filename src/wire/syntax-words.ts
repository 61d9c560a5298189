import type { Expectation } from './json-scan.ts'

/** What is wrong where JSON was expected to go on; `found` is the character there, empty at the line's end. */
export function syntaxMessage(expected: Expectation, found: string): string {
  if (found === '') return `the line ends where ${expected} must follow`
  switch (expected) {
    case 'a character or a closing quote':
      return `a control character in a text must be escaped, got ${found}`
    case 'a number without leading zeros':
      return 'a number must not begin with 0'
    case 'an escape':
      return `JSON has no escape \\${found}`
    default:
      return `expected ${expected}, got ${found === '"' ? `'"'` : `"${found}"`}`
  }
}

/** What to do about it, where the text from there on shows a common slip. */
export function syntaxHint(expected: Expectation, rest: string): string | undefined {
  if (rest === '') return 'it was cut, or goes on in the next line: an event stands on one line'
  return slips.find(slip => (slip.expected ?? expected) === expected && slip.begins.test(rest))?.hint
}

type Slip = { readonly expected?: Expectation; readonly begins: RegExp; readonly hint: string }

const slips: readonly Slip[] = [
  { begins: /^\0/, hint: 'a crash of the writer leaves NUL bytes behind: remove them' },
  { begins: /^'/, hint: 'JSON has double quotes only' },
  { begins: /^\xe2\x80[\x98-\x9f]/, hint: 'JSON has straight quotes only: "' },
  { begins: /^(?:\/[/*]|#)/, hint: 'JSON has no comments: leave it out' },
  { begins: /^(?:True|False|None)\b/, hint: 'JSON writes true, false and null' },
  { begins: /^\+?(?:NaN|Infinity)\b/, hint: 'JSON has no such number' },
  { begins: /^ï»¿/, hint: 'a byte order mark may only begin a file: remove this one' },
  {
    expected: 'a number without leading zeros',
    begins: /^0/,
    hint: 'remove the zeros, or put a text in quotes',
  },
  { expected: 'a name in double quotes', begins: /^\}/, hint: 'remove the comma before it' },
  { expected: 'a name in double quotes', begins: /^[0-9]/, hint: 'a number has no commas in it' },
  { expected: 'a name in double quotes', begins: /^[A-Za-z_]/, hint: 'put the name in double quotes' },
  { expected: 'a value', begins: /^\]/, hint: 'remove the comma before it' },
  {
    expected: 'the end of the line',
    begins: /^\{/,
    hint: 'one event per line: put a newline between the objects',
  },
  {
    expected: 'the end of the line',
    begins: /^,\s*$/,
    hint: 'remove the comma: only a newline parts events',
  },
]
