/**
 * The cells of one CSV line by RFC 4180, or what is wrong with it. A line end inside quotes is not read: no name that
 * alloc writes holds one.
 */
export function csvCells(line: string): readonly string[] | string {
  const cells: string[] = []
  let at = 0
  for (;;) {
    cell.lastIndex = at
    const [all = '', quoted] = cell.exec(line) ?? []
    const text = quoted === undefined ? all : quoted.replaceAll('""', '"')
    if (quoted === undefined && text.includes('"')) {
      return text.startsWith('"') ? 'a quote is not closed' : 'a cell with a quote in it is not quoted'
    }
    cells.push(text)
    at += all.length
    if (at === line.length) return cells
    if (line[at] !== ',') return 'behind a closing quote there is no comma'
    at++
  }
}

/** A cell in quotes, or all up to the next comma. */
const cell = /"((?:[^"]|"")*)"|[^,]*/y
