/**
 * Items in the order of a text, then of a number, then as they were added. There may be more of them than memory
 * holds, so they are values that JSON can hold; fields that are undefined are left out.
 */
export interface Sorted<T> {
  add(text: string, number: number, item: T): void
  has(text: string): boolean
  /** They can be gone through again and again, but one at a time, and nothing is added meanwhile. */
  items(): Iterable<T>
}
