import { Mermaid } from '../report/mermaid.ts'
import { StoryEnd } from '../report/story-end.ts'
import { FlatTrace } from '../report/trace-flat.ts'
import { leftOut, traceLines } from '../report/trace-tree.ts'
import type { FreeUnits, Journaled } from '../service/history.ts'
import type { Story } from '../service/story.ts'
import type { ChainNodes } from './chain-trace.ts'

/** One way to print a story; what it gives are whole lines. */
export interface TracePrinter {
  /** An input, and its chain as it is told to people. */
  chapter(journaled: Journaled, nodes: () => ChainNodes): Iterable<string>
  /** Stands for inputs in the middle of the story that are not printed. */
  skipped(inputs: number): Iterable<string>
  end(story: Story, batchesOf: (sku: string) => readonly FreeUnits[]): Iterable<string>
}

/** What caused what, and how it ended. */
export class TreePrinter implements TracePrinter {
  readonly #limits: { readonly events: number; readonly lines: number }
  readonly #end = new StoryEnd()

  /** @param limits so many events of a chain and lines of an order are told */
  constructor(limits: { readonly events: number; readonly lines: number }) {
    this.#limits = limits
  }

  *chapter({ emissions, emitted }: Journaled, nodes: () => ChainNodes): Generator<string> {
    const [root] = nodes()
    this.#end.add(root, emissions.length, emitted)
    yield* traceLines(root, this.#limits.events)
  }

  *skipped(inputs: number): Generator<string> {
    this.#end.skip(inputs)
    yield leftOut(inputs, 'input')
  }

  *end({ lines }: Story, batchesOf: (sku: string) => readonly FreeUnits[]): Generator<string> {
    yield ''
    yield* this.#end.sentences(lines, this.#limits.lines, batchesOf)
  }
}

/** A line for each event. */
export class FlatPrinter implements TracePrinter {
  readonly #limit: number
  readonly #lines = new FlatTrace()

  constructor(limit: number) {
    this.#limit = limit
  }

  *chapter(_: Journaled, nodes: () => ChainNodes): Generator<string> {
    const all = nodes()
    for (const node of all.slice(0, this.#limit)) yield this.#lines.line(node)
    if (all.length > this.#limit) yield leftOut(all.length - this.#limit, 'event')
  }

  *skipped(inputs: number): Generator<string> {
    yield leftOut(inputs, 'input')
  }

  end(): readonly string[] {
    return []
  }
}

/** A flowchart for documents and tickets. */
export class MermaidPrinter implements TracePrinter {
  readonly #limit: number
  #chart: Mermaid | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  *chapter(_: Journaled, nodes: () => ChainNodes): Generator<string> {
    if (!this.#chart) yield Mermaid.head
    this.#chart ??= new Mermaid()
    const all = nodes()
    yield* this.#chart.chain(all.slice(0, this.#limit))
    if (all.length > this.#limit) yield this.#chart.box(leftOut(all.length - this.#limit, 'event'))
  }

  *skipped(inputs: number): Generator<string> {
    if (this.#chart) yield this.#chart.box(leftOut(inputs, 'input'))
  }

  end(): readonly string[] {
    return []
  }
}
