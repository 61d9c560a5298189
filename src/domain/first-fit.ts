/**
 * Items in a fixed order, each with a weight, that finds the first one heavy enough without looking at
 * those before it: adding, removing, reweighing and finding cost O(log n). A treap whose priorities are
 * hashes of a counter, so that the same calls build the same tree and no input can unbalance it.
 */
export class FirstFit<T extends Key, Key = T> {
  readonly #compare: (a: Key, b: Key) => number
  readonly #weigh: (item: T) => number
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
    this.#root = this.#insert(this.#root, {
      item,
      priority,
      weight,
      heaviest: weight,
      left: undefined,
      right: undefined,
    })
  }

  remove(item: T): void {
    this.#root = this.#without(this.#root, item)
  }

  reweigh(item: T): void {
    if (this.#root) this.#refresh(this.#root, item)
  }

  /** The first item with at least this weight, behind `after` if that is given. */
  first(weight: number, after?: Key): T | undefined {
    return this.#find(this.#root, weight, after)
  }

  /** The weight of the heaviest item; -Infinity when there is none. */
  get heaviest(): number {
    return this.#root ? this.#root.heaviest : -Infinity
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

  #find(node: Node<T> | undefined, weight: number, after: Key | undefined): T | undefined {
    if (!node || node.heaviest < weight) return undefined
    if (after !== undefined && this.#compare(node.item, after) <= 0)
      return this.#find(node.right, weight, after)
    const earlier = this.#find(node.left, weight, after)
    if (earlier !== undefined) return earlier
    return node.weight >= weight ? node.item : this.#find(node.right, weight, undefined)
  }

  #insert(node: Node<T> | undefined, added: Node<T>): Node<T> {
    if (!node) return added
    if (this.#compare(added.item, node.item) < 0) {
      node.left = this.#insert(node.left, added)
      if (node.left.priority > node.priority) return liftLeft(node, node.left)
    } else {
      node.right = this.#insert(node.right, added)
      if (node.right.priority > node.priority) return liftRight(node, node.right)
    }
    return summed(node)
  }

  #without(node: Node<T> | undefined, item: T): Node<T> | undefined {
    if (!node) return undefined
    const order = this.#compare(item, node.item)
    if (order === 0) return joined(node.left, node.right)
    if (order < 0) node.left = this.#without(node.left, item)
    else node.right = this.#without(node.right, item)
    return summed(node)
  }

  #refresh(node: Node<T>, item: T): void {
    const order = this.#compare(item, node.item)
    const below = order < 0 ? node.left : node.right
    if (order === 0) node.weight = this.#weigh(item)
    else if (below) this.#refresh(below, item)
    summed(node)
  }
}

type Node<T> = {
  readonly item: T
  readonly priority: number
  weight: number
  /** The greatest weight in the subtree. */
  heaviest: number
  left: Node<T> | undefined
  right: Node<T> | undefined
}

function summed<T>(node: Node<T>): Node<T> {
  let heaviest = node.weight
  if (node.left && node.left.heaviest > heaviest) heaviest = node.left.heaviest
  if (node.right && node.right.heaviest > heaviest) heaviest = node.right.heaviest
  node.heaviest = heaviest
  return node
}

function liftLeft<T>(node: Node<T>, left: Node<T>): Node<T> {
  node.left = left.right
  left.right = summed(node)
  return summed(left)
}

function liftRight<T>(node: Node<T>, right: Node<T>): Node<T> {
  node.right = right.left
  right.left = summed(node)
  return summed(right)
}

function joined<T>(left: Node<T> | undefined, right: Node<T> | undefined): Node<T> | undefined {
  if (!left || !right) return left ?? right
  if (left.priority > right.priority) {
    left.right = joined(left.right, right)
    return summed(left)
  }
  right.left = joined(left, right.left)
  return summed(right)
}

/** A fixed 32-bit mixing function (the finaliser of MurmurHash3). */
function scatter(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
