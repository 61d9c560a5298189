import { type Column, tableLines } from './table.ts'

type Tally = { readonly what: string; readonly type: string; readonly count: number }

/** How often each type of event came in and went out, and each code was refused. */
export function* statsTable(counts: {
  readonly inputsByType: ReadonlyMap<string, number>
  readonly emittedByType: ReadonlyMap<string, number>
  readonly rejectedByCode: ReadonlyMap<string, number>
}): Generator<string | undefined> {
  const tallies = [
    ...tally('input', counts.inputsByType),
    ...tally('emitted', counts.emittedByType),
    ...tally('rejected', counts.rejectedByCode),
  ]
  if (tallies.length > 0) yield* tableLines(columns, tallies)
}

const columns: readonly Column<Tally>[] = [
  { title: 'KIND', align: 'left', cell: ({ what }) => what },
  { title: 'TYPE', align: 'left', cell: ({ type }) => type },
  { title: 'COUNT', align: 'right', cell: ({ count }) => count },
]

function tally(what: string, counts: ReadonlyMap<string, number>): Tally[] {
  return [...counts].map(([type, count]) => ({ what, type, count }))
}
