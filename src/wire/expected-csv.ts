import type { Complaint } from './complaint.ts'
import { csvCells } from './csv-cells.ts'
import { unguarded } from './csv-line.ts'
import { expectedNames, type NamedBatch, namedBatch, unknownName } from './expected-fields.ts'

/** Reads the rows below one CSV header. */
export class ExpectedCsv {
  readonly #names: readonly string[]

  private constructor(names: readonly string[]) {
    this.#names = names
  }

  /** A reader of the columns of a header, or what is wrong with that. */
  static below(header: string): ExpectedCsv | Complaint {
    const cells = csvCells(header)
    if ('says' in cells) return { says: cells.says }
    const names = cells.map(cell => cell.text)
    if (names.includes('lines')) return { says: 'lines are only compared from NDJSON' }
    const unknown = names.find(name => !expectedNames.includes(name))
    if (unknown !== undefined) return /[;\t]/.test(unknown) ? otherSeparator : unknownName(unknown)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined) return { says: `two columns are named ${twice}` }
    if (!names.includes('ref')) return { says: 'the header has no column ref' }
    return new ExpectedCsv(names)
  }

  batch(row: string): NamedBatch | Complaint {
    const cells = csvCells(row)
    if ('says' in cells) return { says: cells.says }
    if (cells.length !== this.#names.length) {
      return { says: `the header has ${this.#names.length} cells, this row ${cells.length}` }
    }
    return namedBatch(
      Object.fromEntries(this.#names.map((name, at) => [name, cellValue(name, cells[at]?.text ?? '')])),
    )
  }
}

const otherSeparator: Complaint = { says: 'the cells of the header are not separated by commas' }

/** A cell as JSON would have it; what is no number is left to be complained about. */
function cellValue(name: string, cell: string): string | number | null {
  if (name === 'eta') return cell === '' ? null : cell
  if (name === 'ref' || name === 'sku') return unguarded(cell)
  return whole.test(cell) ? Number(cell) : cell
}

const whole = /^(?:0|-?[1-9][0-9]*)$/
