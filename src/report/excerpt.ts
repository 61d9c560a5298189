import { visibleText } from '../domain/visible-text.ts'
import { displayWidth } from './text-column.ts'

/** A line cut around one value, and where in it, in terminal columns, the value stands. */
export type Excerpt = { readonly text: string; readonly markAt: number; readonly markWidth: number }

/** The terminal columns that an excerpt may take. */
export const excerptWidth = 80

/**
 * Shows a line around the value from `column` up to before `endcolumn` (code points from 1): escaped, at most
 * `excerptWidth` wide, `…` where it was cut. Of a long line only the part near the value is escaped and measured.
 * The mark is at least 1 wide and never goes beyond what is shown.
 */
export function excerpt(line: string, column: number, endcolumn = column + 1): Excerpt {
  const start = offsetOfColumn(line, column)
  const before = sideBefore(line, start)
  const after = sideAfter(line, start)
  const left = leftText(fitting(before, roomBeside(after)))
  const right = fitting(after, roomBeside(before))
  const value = textOf(right.pieces.slice(0, Math.max(1, endcolumn - column)))
  return {
    text: left + textOf(right.pieces) + (right.cut ? ellipsis : ''),
    markAt: displayWidth(left),
    markWidth: Math.max(1, displayWidth(value)),
  }
}

/** One code point as it is shown. */
type Piece = { readonly text: string; readonly width: number }

/** What stands on one side of the place, nearest first; `more` if the line goes on behind it. */
type Side = { readonly pieces: readonly Piece[]; readonly width: number; readonly more: boolean }

type Shown = { readonly pieces: readonly Piece[]; readonly cut: boolean }

const ellipsis = '…'

/** Code points looked at on each side: some have no width, so more of them than columns. */
const reach = 2 * excerptWidth

/** The offset, in UTF-16 units, of the column-th code point, or the line's end. */
function offsetOfColumn(line: string, column: number): number {
  let offset = 0
  for (let passed = 1; passed < column && offset < line.length; passed++) offset += unitsAt(line, offset)
  return offset
}

function sideAfter(line: string, start: number): Side {
  const pieces: Piece[] = []
  let offset = start
  while (offset < line.length && pieces.length < reach) {
    const end = offset + unitsAt(line, offset)
    pieces.push(shownPiece(line.slice(offset, end)))
    offset = end
  }
  return { pieces, width: widthOf(pieces), more: offset < line.length }
}

function sideBefore(line: string, end: number): Side {
  const pieces: Piece[] = []
  let offset = end
  while (offset > 0 && pieces.length < reach) {
    const start = offset > 1 && unitsAt(line, offset - 2) === 2 ? offset - 2 : offset - 1
    pieces.push(shownPiece(line.slice(start, offset)))
    offset = start
  }
  return { pieces, width: widthOf(pieces), more: offset > 0 }
}

/** Half of the width, or all that the other side leaves. */
function roomBeside(other: Side): number {
  return Math.max(excerptWidth / 2, other.more ? 0 : excerptWidth - other.width)
}

function fitting(side: Side, room: number): Shown {
  if (!side.more && side.width <= room) return { pieces: side.pieces, cut: false }
  let left = room - ellipsis.length
  const end = side.pieces.findIndex(piece => {
    left -= piece.width
    return left < 0
  })
  return { pieces: end === -1 ? side.pieces : side.pieces.slice(0, end), cut: true }
}

function leftText({ pieces, cut }: Shown): string {
  const inOrder = pieces.toReversed()
  if (!cut) return textOf(inOrder)
  // A combining mark that lost its letter would sit on the ellipsis.
  const first = inOrder.findIndex(piece => piece.width > 0)
  return ellipsis + textOf(first === -1 ? [] : inOrder.slice(first))
}

function shownPiece(character: string): Piece {
  if (character >= ' ' && character <= '~') return { text: character, width: 1 }
  const text = visibleText(character)
  return { text, width: displayWidth(text) }
}

function unitsAt(line: string, offset: number): number {
  return (line.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
}

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((width, piece) => width + piece.width, 0)
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(piece => piece.text).join('')
}
