import { counted, countText } from './count-text.ts'
import { displayWidth } from './text-column.ts'

/** An event and what it caused, in order of emission. */
export type TraceNode = {
  readonly id: string
  readonly type: string
  /** The place of the input that began it: `events.ndjson:5`. */
  readonly at: string
  /** What it is about: `batch-001`, `order-2`. */
  readonly subject: string
  /** What it says of that: `20 -> 15`, `SMALL-TABLE x 8 -> batch-002`; may be empty. */
  readonly detail: string
  /** Where it came from, in a column of its own: `events.ndjson:5`, `taken back from batch-001`. */
  readonly remark?: string | undefined
  /** Why it is so, and by whom: a line each below the event. */
  readonly notes?: readonly string[]
  readonly children: readonly TraceNode[]
}

/**
 * The tree, a line for each event; remarks stand in one column, right of the longest line that has one.
 *
 * @param limit so many events are shown
 */
export function* traceLines(root: TraceNode, limit = Number.POSITIVE_INFINITY): Generator<string> {
  const column = remarkColumn(root, limit)
  let shown = 0
  for (const { node, branch, below } of walk(root)) {
    if (++shown > limit) continue
    const text = branch + eventText(node)
    const space = ' '.repeat(node.remark ? column - widthOf(node, branch) : 0)
    yield text + space + (node.remark ?? '')
    for (const note of node.notes ?? []) yield below + note
  }
  if (shown > limit) yield leftOut(shown - limit, 'event')
}

/** The line that stands for what a long story has more. */
export function leftOut(count: number, noun: string): string {
  return `… ${counted(count, `more ${noun}`)}; --all shows them`
}

/** The sentence under a tree: `3 events, 2 caused by e-5; depth 2.` */
export function traceSummary(root: TraceNode): string {
  let events = 0
  let depth = 0
  for (const { branch } of walk(root)) {
    events += 1
    depth = Math.max(depth, branch.length / branchWidth)
  }
  return `${counted(events, 'event')}, ${countText(events - 1)} caused by ${root.id}; depth ${countText(depth)}.`
}

/** `below` stands before what is told of the event on lines of its own. */
type Placed = { readonly node: TraceNode; readonly branch: string; readonly below: string }

const branchWidth = 3
const remarkGap = 8

function remarkColumn(root: TraceNode, limit: number): number {
  let widest = 0
  let shown = 0
  for (const { node, branch } of walk(root)) {
    if (++shown > limit) break
    if (node.remark) widest = Math.max(widest, widthOf(node, branch))
  }
  return widest + remarkGap
}

/** Without recursion: a chain has up to a million messages. */
function* walk(root: TraceNode): Generator<Placed> {
  yield { node: root, branch: '', below: stem(root) }
  const open = [{ siblings: root.children, next: 0, indent: '' }]
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.siblings[level.next]
    level.next += 1
    if (node === undefined) {
      open.pop()
      continue
    }
    const last = level.next === level.siblings.length
    const indent = level.indent + (last ? '   ' : '│  ')
    yield { node, branch: level.indent + (last ? '└─ ' : '├─ '), below: indent + stem(node) }
    open.push({ siblings: node.children, next: 0, indent })
  }
}

function stem({ children }: TraceNode): string {
  return children.length > 0 ? '│  ' : '   '
}

/** An event in one line, without its remark. */
export function eventText({ id, type, subject, detail }: TraceNode): string {
  return [id, type, subject, detail].filter(cell => cell !== '').join('  ')
}

/** The characters of a branch are one column each. */
function widthOf(node: TraceNode, branch: string): number {
  return branch.length + displayWidth(eventText(node))
}
