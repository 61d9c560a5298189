/** What is numbered, each with a number of its own. */
type Numbered = { readonly seq: number }

/** How many items, or children, a node has at most. */
const nodeLimit = 32

/**
 * Items in a fixed order, each with a weight, that finds the first one heavy enough without looking at
 * those before it: adding, removing, reweighing and finding cost O(log n). A B-tree, since of a few dozen
 * items, as most products have, nothing but two short lists is left of it: a node for each would take
 * seven times the memory.
 */
export class FirstFit<T extends Key & Numbered, Key = T> {
  readonly #compare: (a: Key, b: Key) => number
  readonly #weigh: (item: T) => number
  #root: Node<T> = { items: [], weights: [] }

  /**
   * @param compare a total order; it must not change for an item while the item is in here
   * @param weigh an item's weight now; call `reweigh` after it changed
   */
  constructor(compare: (a: Key, b: Key) => number, weigh: (item: T) => number) {
    this.#compare = compare
    this.#weigh = weigh
  }

  add(item: T): void {
    const right = this.#insert(this.#root, item)
    if (right) this.#root = branchOf([this.#root, right])
  }

  remove(item: T): void {
    this.#take(this.#root, item)
    while (this.#root.children?.length === 1 && this.#root.children[0]) this.#root = this.#root.children[0]
    if (this.#root.children?.length === 0) this.#root = { items: [], weights: [] }
  }

  /** @returns whether the item is in here */
  reweigh(item: T): boolean {
    return this.#reweigh(this.#root, item)
  }

  /** The first item with at least this weight, behind `after` if that is given. */
  first(weight: number, after?: Key): T | undefined {
    return after === undefined ? firstIn(this.#root, weight, 0) : this.#firstAfter(this.#root, weight, after)
  }

  /** The weight of the heaviest item; -Infinity when there is none. */
  get heaviest(): number {
    return heaviestOf(this.#root)
  }

  [Symbol.iterator](): Iterator<T> {
    return itemsOf(this.#root)
  }

  /** @returns what was split off to the right, if there was no room */
  #insert(node: Node<T>, item: T): Node<T> | undefined {
    const { items, weights, children } = node
    if (children) {
      const at = this.#childFor(children, item)
      const child = children[at]
      const right = child && this.#insert(child, item)
      if (child) weights[at] = heaviestOf(child)
      if (right) {
        children.splice(at + 1, 0, right)
        weights.splice(at + 1, 0, heaviestOf(right))
      }
    } else {
      const at = this.#placeOf(items, item)
      items.splice(at, 0, item)
      weights.splice(at, 0, this.#weigh(item))
    }
    return weights.length > nodeLimit ? rightHalfOf(node) : undefined
  }

  #take({ items, weights, children }: Node<T>, item: T): void {
    if (!children) {
      const at = this.#placeOf(items, item)
      if (items[at]?.seq !== item.seq) return
      items.splice(at, 1)
      weights.splice(at, 1)
      return
    }
    const at = this.#childFor(children, item)
    const child = children[at]
    if (!child) return
    this.#take(child, item)
    if (child.weights.length > 0) {
      weights[at] = heaviestOf(child)
      return
    }
    children.splice(at, 1)
    weights.splice(at, 1)
  }

  #reweigh({ items, weights, children }: Node<T>, item: T): boolean {
    if (!children) {
      const at = this.#placeOf(items, item)
      if (items[at]?.seq !== item.seq) return false
      weights[at] = this.#weigh(item)
      return true
    }
    const at = this.#childFor(children, item)
    const child = children[at]
    if (!child || !this.#reweigh(child, item)) return false
    weights[at] = heaviestOf(child)
    return true
  }

  #firstAfter({ items, weights, children }: Node<T>, weight: number, after: Key): T | undefined {
    if (!children) {
      for (let at = 0; at < items.length; at++) {
        const item = items[at]
        if (item && (weights[at] ?? 0) >= weight && this.#compare(item, after) > 0) return item
      }
      return undefined
    }
    const at = this.#childFor(children, after)
    const child = children[at]
    const near = child && this.#firstAfter(child, weight, after)
    return near ?? firstIn({ items, weights, children }, weight, at + 1)
  }

  /** Where an item stands, or would stand. */
  #placeOf(items: readonly T[], item: T): number {
    let [from, to] = [0, items.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      const other = items[middle]
      if (other && this.#compare(other, item) < 0) from = middle + 1
      else to = middle
    }
    return from
  }

  /** The last child that begins at or before the key; the first if all begin behind it. */
  #childFor(children: readonly Node<T>[], key: Key): number {
    let [from, to] = [1, children.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      const child = children[middle]
      const first = child && firstItemOf(child)
      if (first && this.#compare(first, key) <= 0) from = middle + 1
      else to = middle
    }
    return from - 1
  }
}

/** A leaf has items and their weights; a branch has children and the greatest weight of each. */
type Node<T> = {
  readonly items: T[]
  readonly weights: number[]
  readonly children?: Node<T>[]
}

function branchOf<T>(children: Node<T>[]): Node<T> {
  return { items: [], weights: children.map(heaviestOf), children }
}

function rightHalfOf<T>({ items, weights, children }: Node<T>): Node<T> {
  const half = weights.length >>> 1
  const right = { items: items.splice(half), weights: weights.splice(half) }
  return children ? { ...right, children: children.splice(half) } : right
}

function firstItemOf<T>(node: Node<T>): T | undefined {
  let leaf = node
  while (leaf.children?.[0]) leaf = leaf.children[0]
  return leaf.items[0]
}

function firstIn<T>({ items, weights, children }: Node<T>, weight: number, from: number): T | undefined {
  for (let at = from; at < weights.length; at++) {
    if ((weights[at] ?? 0) < weight) continue
    const child = children?.[at]
    return child ? firstIn(child, weight, 0) : items[at]
  }
  return undefined
}

function heaviestOf({ weights }: Node<unknown>): number {
  let most = Number.NEGATIVE_INFINITY
  for (const weight of weights) if (weight > most) most = weight
  return most
}

function* itemsOf<T>({ items, children = [] }: Node<T>): Generator<T> {
  yield* items
  for (const child of children) yield* itemsOf(child)
}
