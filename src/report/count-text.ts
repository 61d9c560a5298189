/** A whole number with thousands separators, the same on every machine: `61,204`. */
export function countText(count: number): string {
  return String(count).replace(thousands, ',')
}

/** A count with its noun: `1 batch`, `2 batches`; the plural is the noun and an `s` unless given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`
}

const thousands = /\B(?=(?:[0-9]{3})+$)/g
