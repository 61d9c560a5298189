/**
 * Adds to a list that mostly has one item; beginning so it takes a tenth of the room that `push` gives to an
 * empty one.
 */
export function withOneMore<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item]
  list.push(item)
  return list
}

/** Adds a list to another; an empty one is replaced, since copies cost. */
export function appended<T>(list: T[], more: T[]): T[] {
  if (more.length === 0) return list
  if (list.length === 0) return more
  for (const item of more) list.push(item)
  return list
}
