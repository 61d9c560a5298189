/** A number as the line spells it: `1.0` is not `1` here. */
export class Numeral {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Tree = string | boolean | null | Numeral | readonly Tree[] | TreeObject

/** An object with its members in the order of the line. */
export type TreeObject = ReadonlyMap<string, Tree>

/** A JSON text as a tree, how deep it is nested, and the codes of what is wrong with its names. */
export type Grown = { readonly tree: Tree; readonly depth: number; readonly faults: readonly string[] }

/** Grows the tree of a text that JSON.parse accepts; of any other there is none. */
export function jsonTree(text: string): Grown | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const gardener = new Gardener(text.match(token) ?? [])
  const tree = gardener.grow(0)
  return { tree, depth: gardener.depth, faults: gardener.faults }
}

/** A tree as JSON again, with its numbers as they were. */
export function spelled(tree: Tree): string {
  if (tree instanceof Numeral) return tree.text
  if (tree instanceof Map)
    return `{${[...tree].map(([key, value]) => `${JSON.stringify(key)}:${spelled(value)}`).join()}}`
  return Array.isArray(tree) ? `[${tree.map(spelled).join()}]` : JSON.stringify(tree)
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** May trust that its tokens make JSON. */
class Gardener {
  depth = 0
  readonly faults: string[] = []
  readonly #tokens: readonly string[]
  #next = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  grow(depth: number): Tree {
    const first = this.#take()
    if (first === '{') return this.#growObject(depth + 1)
    if (first === '[') return this.#growArray(depth + 1)
    return /^[-0-9]/.test(first) ? new Numeral(first) : JSON.parse(first)
  }

  #growObject(depth: number): TreeObject {
    this.depth = Math.max(this.depth, depth)
    const members = new Map<string, Tree>()
    while (this.#peek() !== '}') {
      const name: string = JSON.parse(this.#take())
      this.#take()
      const value = this.grow(depth)
      if (members.has(name)) this.faults.push('duplicate-key')
      if (['__proto__', 'constructor', 'prototype'].includes(name)) this.faults.push('reserved-key')
      members.set(name, value)
      if (this.#peek() === ',') this.#take()
    }
    this.#take()
    return members
  }

  #growArray(depth: number): readonly Tree[] {
    this.depth = Math.max(this.depth, depth)
    const elements: Tree[] = []
    while (this.#peek() !== ']') {
      elements.push(this.grow(depth))
      if (this.#peek() === ',') this.#take()
    }
    this.#take()
    return elements
  }

  #peek(): string {
    return this.#tokens[this.#next] ?? ''
  }

  #take(): string {
    return this.#tokens[this.#next++] ?? ''
  }
}
