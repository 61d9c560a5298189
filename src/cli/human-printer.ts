import { visibleText } from '../domain/visible-text.ts'
import { EmittedLines } from '../report/emitted-lines.ts'
import { backorderTable, batchTable } from '../report/state-tables.ts'
import { statsTable } from '../report/stats-table.ts'
import { traceLines } from '../report/trace-tree.ts'
import type { Applied } from '../service/store.ts'
import type { TextSink } from '../wire/text-sink.ts'
import { chainTrace } from './chain-trace.ts'
import type { Printer, Results, Shown } from './printer.ts'

/** Aligned columns for people. */
export class HumanPrinter implements Printer {
  readonly #shown: Shown
  readonly #asTree: boolean
  readonly #lines = new EmittedLines()
  #isFirst = true

  /** @param asTree shows what an input emitted as a tree under it */
  constructor(shown: Shown, asTree: boolean) {
    this.#shown = shown
    this.#asTree = asTree
  }

  applied(applied: Applied, to: TextSink): void {
    const text = this.#inputLine(applied) + this.#eventLines(applied)
    if (text === '') return
    this.#isFirst = false
    to.text(text)
  }

  *results({ batchRows, backorders, counts }: Results, to: TextSink): Generator<void> {
    if (this.#shown.has('batches')) yield* this.#section(batchTable(batchRows), to)
    if (this.#shown.has('backorders')) yield* this.#section(backorderTable(backorders), to)
    if (this.#shown.has('stats')) yield* this.#section(statsTable(counts), to)
  }

  #inputLine(applied: Applied): string {
    return this.#shown.has('inputs') && !this.#asTree
      ? `${applied.at}  ${visibleText(applied.input.text, Infinity)}\n`
      : ''
  }

  #eventLines(applied: Applied): string {
    if (!this.#shown.has('events')) return ''
    if (this.#asTree) return treeOf(applied)
    const { at, chain } = applied
    return chain.emissions.map(({ event }) => `${this.#lines.line({ at, ...event })}\n`).join('')
  }

  *#section(lines: Iterable<string | undefined>, to: TextSink): Generator<void> {
    let before = this.#isFirst ? '' : '\n'
    for (const line of lines) {
      yield
      if (line === undefined) continue
      to.text(`${before}${line}\n`)
      before = ''
      this.#isFirst = false
    }
  }
}

function treeOf({ id, run, line, input, chain, ...applied }: Applied): string {
  const { event, text } = input
  const before = applied.repeated ? [] : applied.before
  const traced = { id, run, line, event, text, before, emissions: chain.emissions }
  const [root] = chainTrace(traced, { countLimit: Number.POSITIVE_INFINITY })
  return [...traceLines(root)].map(line => `${line}\n`).join('')
}
