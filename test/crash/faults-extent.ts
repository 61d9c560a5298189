/** Whether everything is tried, as `npm run test:crash` does; within `npm test` it is a small part. */
export const isFull = process.env.MODE === 'full'

/** All that is random follows from it. */
export const seed = Number(process.env.CRASH_SEED ?? 1)

/** Random numbers from 0 up to 1, the same for the same seed. */
export function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Works at several things at a time, to the end of all. */
export async function each<T>(things: Iterable<T>, work: (thing: T) => Promise<void>): Promise<void> {
  const rest = things[Symbol.iterator]()
  const worker = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value)
  }
  await Promise.all([worker(), worker(), worker()])
}

/** Prints a line of figures. */
export function report(figures: string): void {
  process.stdout.write(`${figures}\n`)
}
