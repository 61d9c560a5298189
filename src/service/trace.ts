import type { History, LineOfOrder, Part } from './history.ts'

/** What a name stands for; it may be several things at once. */
export type Meaning = 'event' | 'correlation' | 'order' | 'batch'

/** What the journal tells of a name: which parts of which chains, in order. */
export type Story = {
  readonly name: string
  readonly meanings: readonly Meaning[]
  readonly chapters: readonly Chapter[]
  /** The lines of the order, by age. */
  readonly lines: readonly LineOfOrder[]
  /** How many events of different sources have the name as their id. */
  readonly sources: number
}

/** One input event of a story. */
export type Chapter = { readonly position: number; readonly part: Part }

/**
 * Finds what a name stands for: an event, emitted or not, all that bears it as its correlation id, an order, or a batch.
 *
 * @param source only the event of this source is meant; empty for `urn:alloc`
 */
export function storyOf(name: string, history: History, source?: string): Story {
  const meanings: Meaning[] = []
  const chapters = new Map<number, Part>()
  const named = eventsNamed(name, history, source)
  for (const { position, part } of named) chapters.set(position, part)
  if (named.length > 0) meanings.push('event')
  const lines = source === undefined ? history.linesOf(name) : []
  if (source === undefined) {
    const correlated = history.correlated(name)
    for (const position of correlated) chapters.set(position, 'all')
    if (correlated.length > 0) meanings.push('correlation')
    if (lines.length > 0) meanings.push('order')
    if (addBatch(name, lines, history, chapters)) meanings.push('batch')
  }
  const inOrder = [...chapters].sort(([a], [b]) => a - b).map(([position, part]) => ({ position, part }))
  return { name, meanings, chapters: inOrder, lines, sources: named.length }
}

/** The story of the newest event, if there is one. */
export function newestStory(history: History): Story | undefined {
  const { last } = history
  if (last === undefined) return undefined
  const { id } = history.chain(last, { suffix: '' })
  const chapters: readonly Chapter[] = [{ position: last, part: 'all' }]
  return { name: id, meanings: ['event'], chapters, lines: [], sources: 1 }
}

/** The events that caused an emitted one are found by its id, which begins with that of the input. */
function eventsNamed(name: string, history: History, source: string | undefined): Chapter[] {
  const end = name.indexOf('~')
  const id = end === -1 ? name : name.slice(0, end)
  const part: Part = end === -1 ? 'all' : { suffix: name.slice(end) }
  return history
    .eventsNamed(id)
    .filter(event => source === undefined || event.source === source)
    .filter(({ position }) => part === 'all' || history.chain(position, part).emissions.length > 0)
    .map(({ position }) => ({ position, part }))
}

/** Adds what touched the lines of the order and the batch of a name. @returns whether there is such a batch */
function addBatch(
  name: string,
  lines: readonly LineOfOrder[],
  history: History,
  chapters: Map<number, Part>,
): boolean {
  const batch = history.batch(name)
  const part: Part = {
    lines: new Set(lines.map(({ number }) => number)),
    batches: new Set(batch ? [batch.number] : []),
  }
  const touches = lines.map(line => history.touches('line', line))
  if (batch) touches.push(history.touches('batch', batch))
  for (const positions of touches)
    for (const position of positions) if (!chapters.has(position)) chapters.set(position, part)
  return batch !== undefined
}
