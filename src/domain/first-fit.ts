/** What is numbered, each with a number of its own. */
type Numbered = { readonly seq: number }

/**
 * Items in a fixed order, each with a weight, that finds the first one heavy enough without looking at
 * those before it: adding, removing, reweighing and finding cost O(log n). A treap whose priorities are
 * hashes of a counter, so that the same calls build the same tree and no input can unbalance it.
 */
export class FirstFit<T extends Key & Numbered, Key = T> {
  readonly #compare: (a: Key, b: Key) => number
  readonly #weigh: (item: T) => number
  readonly #nodes = new Map<number, Node<T>>()
  #root: Node<T> | undefined
  #added = 0

  /**
   * @param compare a total order; it must not change for an item while the item is in here
   * @param weigh an item's weight now; call `reweigh` after it changed
   */
  constructor(compare: (a: Key, b: Key) => number, weigh: (item: T) => number) {
    this.#compare = compare
    this.#weigh = weigh
  }

  add(item: T): void {
    const weight = this.#weigh(item)
    const priority = scatter(++this.#added)
    const node: Node<T> = {
      item,
      priority,
      weight,
      heaviest: weight,
      parent: undefined,
      left: undefined,
      right: undefined,
    }
    this.#nodes.set(item.seq, node)
    this.#attach(node)
    while (node.parent && node.parent.priority < priority) this.#lift(node)
    refresh(node.parent)
  }

  remove(item: T): void {
    const node = this.#nodes.get(item.seq)
    if (!node) return
    this.#nodes.delete(item.seq)
    for (let child = heir(node); child; child = heir(node)) this.#lift(child)
    const { parent } = node
    if (!parent) this.#root = undefined
    else if (parent.left === node) parent.left = undefined
    else parent.right = undefined
    refresh(parent)
  }

  /** @returns whether the item is in here */
  reweigh(item: T): boolean {
    const node = this.#nodes.get(item.seq)
    if (!node) return false
    node.weight = this.#weigh(item)
    refresh(node)
    return true
  }

  /** The first item with at least this weight, behind `after` if that is given. */
  first(weight: number, after?: Key): T | undefined {
    return after === undefined ? firstIn(this.#root, weight) : this.#firstAfter(this.#root, weight, after)
  }

  /** The weight of the heaviest item; -Infinity when there is none. */
  get heaviest(): number {
    return this.#root ? this.#root.heaviest : Number.NEGATIVE_INFINITY
  }

  *[Symbol.iterator](): Generator<T> {
    const path: Node<T>[] = []
    let node = this.#root
    while (node || path.length > 0) {
      for (; node; node = node.left) path.push(node)
      const next = path.pop()
      if (!next) return
      yield next.item
      node = next.right
    }
  }

  #firstAfter(node: Node<T> | undefined, weight: number, after: Key): T | undefined {
    if (!node || node.heaviest < weight) return undefined
    if (this.#compare(node.item, after) <= 0) return this.#firstAfter(node.right, weight, after)
    const earlier = this.#firstAfter(node.left, weight, after)
    return earlier ?? (node.weight >= weight ? node.item : firstIn(node.right, weight))
  }

  #attach(node: Node<T>): void {
    let below = this.#root
    if (!below) this.#root = node
    while (below) {
      node.parent = below
      const isEarlier = this.#compare(node.item, below.item) < 0
      const next: Node<T> | undefined = isEarlier ? below.left : below.right
      if (!next && isEarlier) below.left = node
      if (!next && !isEarlier) below.right = node
      below = next
    }
  }

  /** Swaps a node with its parent, keeping the order. */
  #lift(node: Node<T>): void {
    const { parent } = node
    if (!parent) return
    const above = parent.parent
    if (parent.left === node) {
      parent.left = node.right
      if (node.right) node.right.parent = parent
      node.right = parent
    } else {
      parent.right = node.left
      if (node.left) node.left.parent = parent
      node.left = parent
    }
    parent.parent = node
    node.parent = above
    if (!above) this.#root = node
    else if (above.left === parent) above.left = node
    else above.right = node
    parent.heaviest = heaviestOf(parent)
    node.heaviest = heaviestOf(node)
  }
}

type Node<T> = {
  readonly item: T
  readonly priority: number
  weight: number
  /** The greatest weight in the subtree. */
  heaviest: number
  parent: Node<T> | undefined
  left: Node<T> | undefined
  right: Node<T> | undefined
}

function firstIn<T>(root: Node<T> | undefined, weight: number): T | undefined {
  let node = root
  while (node && node.heaviest >= weight) {
    if (node.left && node.left.heaviest >= weight) node = node.left
    else if (node.weight >= weight) return node.item
    else node = node.right
  }
  return undefined
}

/** The child to take a node's place. */
function heir<T>({ left, right }: Node<T>): Node<T> | undefined {
  if (!left || !right) return left ?? right
  return left.priority > right.priority ? left : right
}

/** Brings the sums right from a node upwards, as far as they change. */
function refresh<T>(from: Node<T> | undefined): void {
  for (let node = from; node; node = node.parent) {
    const heaviest = heaviestOf(node)
    if (heaviest === node.heaviest) return
    node.heaviest = heaviest
  }
}

function heaviestOf({ weight, left, right }: Node<unknown>): number {
  const most = left && left.heaviest > weight ? left.heaviest : weight
  return right && right.heaviest > most ? right.heaviest : most
}

/** A fixed 32-bit mixing function (the finaliser of MurmurHash3). */
function scatter(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
