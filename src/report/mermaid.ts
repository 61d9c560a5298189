import { eventText, type TraceNode } from './trace-tree.ts'

/** A flowchart of events in Mermaid's language: what caused what. */
export class Mermaid {
  #boxes = 0

  static readonly head = 'flowchart TD'

  /** A box of its own for what is not shown. */
  box(text: string): string {
    return `  ${this.#name()}["${escaped(text)}"]`
  }

  /** A box for each event and an arrow from each cause, the input first. */
  *chain(nodes: readonly TraceNode[]): Generator<string> {
    const names = new Map<TraceNode, string>()
    for (const node of nodes) {
      const name = this.#name()
      names.set(node, name)
      yield `  ${name}["${label(node)}"]`
    }
    for (const node of nodes) {
      for (const child of node.children) {
        const name = names.get(child)
        if (name !== undefined) yield `  ${names.get(node)} --> ${name}`
      }
    }
  }

  #name(): string {
    return `e${++this.#boxes}`
  }
}

function label(node: TraceNode): string {
  const lines = [eventText(node), node.remark ?? '', ...(node.notes ?? [])]
  const told = lines.filter(line => line !== '')
  return told.map(escaped).join('<br>')
}

/** What would mean something between quotes is written as a number. */
function escaped(text: string): string {
  return text.replace(/["#&<>`\\]/g, character => `#${character.codePointAt(0)};`)
}
