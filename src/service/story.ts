import { type History, inputAlone, type LineOfOrder, type Part, type Touched } from './history.ts'

/** What the journal tells of a name: parts of chains, in order. */
export type Story = {
  readonly name: string
  readonly chapters: readonly Chapter[]
  /** The lines of the order of this name, by age. */
  readonly lines: readonly LineOfOrder[]
  /** How many events have the name as their id; each has a source of its own. */
  readonly sources: number
}

/** An input event of a story, and which part of its chain belongs to it. */
export type Chapter = { readonly position: number; readonly part: Part }

/**
 * Finds all that a name stands for: an event, emitted or not; what bears it as its correlation id; an order; a batch.
 *
 * @param name left out, the newest input event is meant
 * @param source only the event of this source is meant; empty for `urn:alloc`
 * @returns undefined if it stands for nothing
 */
export function storyOf(
  name: string | undefined,
  source: string | undefined,
  history: History,
): Story | undefined {
  if (name === undefined) return newestStory(history)
  const named = eventsNamed(name, source, history)
  const chapters = new Map(named.map(({ position, part }) => [position, part]))
  const isAnyMeant = source === undefined
  if (isAnyMeant) for (const position of history.correlated(name)) chapters.set(position, 'all')
  const lines = isAnyMeant ? history.linesOf(name) : []
  const batch = isAnyMeant ? history.batch(name) : undefined
  addTouches(lines, batch, history, chapters)
  if (chapters.size === 0) return undefined
  const inOrder = [...chapters].sort(([a], [b]) => a - b)
  return {
    ...{ name, lines, sources: named.length },
    chapters: inOrder.map(([position, part]) => ({ position, part })),
  }
}

/** An emitted event's id begins with that of the input, and has behind it which event caused it. */
export function splitId(id: string): { readonly root: string; readonly suffix: string } {
  const end = id.includes('~') ? id.indexOf('~') : id.length
  return { root: id.slice(0, end), suffix: id.slice(end) }
}

function newestStory(history: History): Story | undefined {
  const { last } = history
  if (last === undefined) return undefined
  const { id } = history.chain(last, inputAlone)
  return { name: id, chapters: [{ position: last, part: 'all' }], lines: [], sources: 1 }
}

function eventsNamed(name: string, source: string | undefined, history: History): Chapter[] {
  const { root, suffix } = splitId(name)
  const part: Part = suffix === '' ? 'all' : { suffix }
  return history
    .eventsNamed(root)
    .filter(event => source === undefined || event.source === source)
    .filter(({ position }) => part === 'all' || history.chain(position, part).emissions.length > 0)
    .map(({ position }) => ({ position, part }))
}

/** Adds what touched the lines of an order, or set a batch. */
function addTouches(
  lines: readonly LineOfOrder[],
  batch: Touched | undefined,
  history: History,
  chapters: Map<number, Part>,
): void {
  const batches = batch ? [batch] : []
  const part: Part = {
    lines: new Set(lines.map(line => line.number)),
    batches: new Set(batches.map(({ number }) => number)),
  }
  const touches = [
    ...lines.map(line => history.touches('line', line)),
    ...batches.map(each => history.touches('batch', each)),
  ]
  for (const positions of touches)
    for (const position of positions) if (!chapters.has(position)) chapters.set(position, part)
}
