/** A row of CSV by RFC 4180, without its line end; null is an empty cell. Texts are guarded from spreadsheets. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(csvCell).join(',')
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = runs.test(value) ? `'${value}` : value
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A text cell as it was before it was guarded. */
export function unguarded(text: string): string {
  return guarded.test(text) ? text.slice(1) : text
}

/** What a spreadsheet would run or, with a quote before it, would show without that. */
const runs = /^'*[=+@\t\r-]/
const guarded = /^'+[=+@\t\r-]/
const needsQuotes = /[",;\t\r\n]|^\s|\s$/
