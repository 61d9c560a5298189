import type { Input } from './input.ts'
import { type Published, publishedEvents } from './published.ts'
import type { Journaled, Store } from './store.ts'

/** Reads an input back from its text in the journal. */
export type InputOf = (text: string) => Input

/** So many rows are read at once: while events are delivered, nothing of the database is held. */
const rowsAtOnce = 200

/** The events of the rows above one and up to another, which may move; what changed nothing is not among them. */
export function* eventsOfRows(
  store: Store,
  inputOf: InputOf,
  after: number,
  until: () => number,
): Generator<readonly Published[]> {
  for (let row = after; ; ) {
    const rows = store.journal(row, until(), rowsAtOnce)
    const last = rows.at(-1)
    if (!last) return
    yield rows.flatMap(each => eventsOf(each, inputOf))
    row = last.row
  }
}

/** The committed events with a greater position than this, in order. */
export function* eventsAfter(
  store: Store,
  inputOf: InputOf,
  position: number,
  until = () => Number.MAX_SAFE_INTEGER,
): Generator<Published> {
  const after = rowBefore(store, position)
  for (const events of eventsOfRows(store, inputOf, after, until))
    for (const event of events) if (event.position > position) yield event
}

/** The events of one row. */
export function eventsOf(journaled: Journaled, inputOf: InputOf): readonly Published[] {
  if (journaled.repeated) return []
  const { source, text } = journaled
  return publishedEvents({ ...inputOf(text), source: source || undefined }, journaled)
}

/** The last row that has nothing beyond a position: positions grow with rows. */
function rowBefore(store: Store, position: number): number {
  let [least, most] = [0, position]
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    const [found] = store.journal(middle - 1, middle, 1)
    if (found && found.row + found.seq - 1 + found.chain.emissions.length <= position) least = middle
    else most = middle - 1
  }
  return least
}
