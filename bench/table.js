/**
 * Aligns rows under their headings, numbers to the right: columns for a terminal that are a table in Markdown too.
 *
 * @param {readonly string[]} headings
 * @param {readonly (readonly string[])[]} rows
 * @param {number} textColumns how many columns, from the left, hold text
 */
export function table(headings, rows, textColumns) {
  const widths = headings.map((_, column) =>
    Math.max(...[headings, ...rows].map(row => row[column]?.length ?? 0)),
  )
  const isText = headings.map((_, column) => column < textColumns)
  const line = row =>
    `| ${widths.map((width, column) => padded(row[column] ?? '', width, isText[column])).join(' | ')} |`
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${isText[column] ? '-' : ':'}`).join('|')}|`
  return [line(headings), rule, ...rows.map(line)].join('\n')
}

/**
 * @param {string} text
 * @param {number} width
 * @param {boolean} isText
 */
function padded(text, width, isText) {
  return isText ? text.padEnd(width) : text.padStart(width)
}
