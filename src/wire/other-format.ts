/** Whether a line begins as a file compressed with zstd does. */
export function isZstd(bytes: Buffer, start: number, end: number): boolean {
  return end - start >= 4 && bytes.readUInt32LE(start) === 0xfd2fb528
}

/** What to do, mostly the command that makes NDJSON of UTF-16, a JSON array or JSON spread over lines, where an unreadable line betrays one. */
export function otherFormat(bytes: Buffer, start: number, end: number): string | undefined {
  const beginning = bytes.toString('latin1', start, Math.min(end, start + 256))
  if (utf16.test(beginning)) return 'if the file is UTF-16: iconv -f UTF-16 -t UTF-8 FILE'
  if (/^\s*\[/.test(beginning)) return "if the file is a JSON array: jq -c '.[]' FILE"
  if (/^\s*"[^"]*"\s*:/.test(beginning) && bytes[end - 1] === closeBrace) return 'begin the line with {'
  if (spreadOverLines.test(beginning)) return 'if the file is JSON spread over lines: jq -c . FILE'
  return header.test(beginning) ? structuredMode : undefined
}

/** What makes a CloudEvent of a log of one whose attributes are headers, and its data the body. */
export const structuredMode =
  'write it in structured mode: {"specversion":"1.0","id":"...","source":"...","type":"...","data":{...}}'

/** A header of an HTTP message that is a CloudEvent. */
const header = /^(?:ce-[a-z0-9]+|content-type)\s*:/i

const closeBrace = 0x7d

/** A byte order mark, or NUL in every other byte. */
const utf16 = /^(?:\xff\xfe|\xfe\xff|(?:[^\0]\0){2}|(?:\0[^\0]){2})/

/** An opening brace alone, `"name": …` or a closing brace alone. */
const spreadOverLines = /^\s*(?:\{\s*$|"[^"]*"\s*:|[}\]]+,?\s*$)/
