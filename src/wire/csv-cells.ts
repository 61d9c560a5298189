/** A cell of a CSV record, and where it stands in that, quotes included: offsets in UTF-16 units. */
export type CsvCell = { readonly text: string; readonly start: number; readonly end: number }

/** What is wrong with a record, and where. */
export type CsvFault = {
  readonly says: string
  readonly start: number
  readonly end: number
  /** The record may go on in the next line. */
  readonly isOpen: boolean
}

/** What parts the cells of a record. */
export type Separator = ',' | ';' | '\t'

/** The cells of one CSV record by RFC 4180, or what is wrong with it. */
export function csvCells(record: string, separator: Separator = ','): readonly CsvCell[] | CsvFault {
  const pattern = cell[separator]
  const cells: CsvCell[] = []
  let start = 0
  for (;;) {
    pattern.lastIndex = start
    const [all = '', quoted] = pattern.exec(record) ?? []
    const end = start + all.length
    if (quoted === undefined && all.includes('"')) return oddQuote(all, start)
    cells.push({ text: quoted === undefined ? all : quoted.replaceAll('""', '"'), start, end })
    if (end === record.length) return cells
    if (record[end] !== separator) {
      const says = `behind a closing quote there is no ${separatorNames[separator]}`
      return { says, start: end, end: end + 1, isOpen: false }
    }
    start = end + 1
  }
}

/** What separators are called. */
export const separatorNames: { readonly [S in Separator]: string } = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
}

/** A cell in quotes, or all up to the next separator. */
const cell: { readonly [S in Separator]: RegExp } = {
  ',': /"([^"]*(?:""[^"]*)*)"(?!")|[^,]*/y,
  ';': /"([^"]*(?:""[^"]*)*)"(?!")|[^;]*/y,
  '\t': /"([^"]*(?:""[^"]*)*)"(?!")|[^\t]*/y,
}

function oddQuote(text: string, start: number): CsvFault {
  if (text.startsWith('"')) return { says: 'a quote is not closed', start, end: start + 1, isOpen: true }
  const at = start + text.indexOf('"')
  return { says: 'a cell with a quote in it is not quoted', start: at, end: at + 1, isOpen: false }
}
