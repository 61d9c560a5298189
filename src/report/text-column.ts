import { eastAsianWidth } from 'get-east-asian-width'

/** Where a cell's text stands in its column. */
export type Align = 'left' | 'right'

/** The terminal columns that a text takes: 2 for a wide character or an emoji, 0 for a combining mark. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (!addsNoWidth.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0)
  }
  return width
}

/**
 * One line of cells with two spaces between columns, never with trailing white space; `displayed` are the
 * display widths of the cells, which the caller has measured already. A cell wider than its column is not cut.
 */
export function cellLine(
  columns: readonly { readonly align: Align }[],
  widths: readonly number[],
  cells: readonly string[],
  displayed: readonly number[],
): string {
  let line = ''
  let owed = 0
  for (let index = 0; index < columns.length; index++) {
    const cell = cells[index] ?? ''
    const fill = Math.max(0, (widths[index] ?? 0) - (displayed[index] ?? 0))
    const onLeft = columns[index]?.align === 'right' ? fill : 0
    if (cell !== '') line += spaces(owed + onLeft) + cell
    owed = (cell === '' ? owed + fill : fill - onLeft) + 2
  }
  return line.trimEnd()
}

const printableAscii = /^[ -~]*$/
/** Marks, skin tones, and what completes a Hangul syllable; characters without any form are escaped before. */
const addsNoWidth = /[\p{Mn}\p{Me}\p{Emoji_Modifier}\u1160-\u11ff]/u

// Kept ready because repeating one anew costs as much as measuring a cell.
const shortSpaces = Array.from({ length: 64 }, (_, count) => ' '.repeat(count))

function spaces(count: number): string {
  return shortSpaces[count] ?? ' '.repeat(count)
}
