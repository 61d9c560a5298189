import { createHash, randomInt } from 'node:crypto'

/** Whether this is `npm run test:crash`; within `npm test` it is a small part of it. */
export const isFull = process.env.MODE === 'full'

/** All that is random follows from it. */
export const seed = Number(process.env.CRASH_SEED ?? randomInt(1_000_000))

/** The only case to run, by its number within its test. */
const only = process.env.CRASH_CASE === undefined ? undefined : Number(process.env.CRASH_CASE)

/** A number from 0 up to 1, the same for the same words and seed. */
export function chance(...words: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update([seed, ...words].join(' '))
    .digest()
  return digest.readUInt32BE() / 2 ** 32
}

export function oneOf<T>(choices: readonly T[], ...words: readonly (string | number)[]): T {
  const choice = choices[Math.floor(chance(...words) * choices.length)]
  if (choice === undefined) throw new Error('there is nothing to choose from')
  return choice
}

/** Runs cases two at a time; the first that fails ends it, and says how to run it alone. */
export async function eachCase(
  title: string,
  cases: readonly number[],
  check: (number: number) => Promise<void>,
): Promise<void> {
  const waiting = cases.filter(number => only === undefined || number === only)
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await check(next)
      } catch (cause) {
        waiting.length = 0
        const alone = `CRASH_SEED=${seed} CRASH_CASE=${next} npm run test:crash -- -t '${title}'`
        throw new Error(`to repeat: ${alone}`, { cause })
      }
    }
  }
  await Promise.all([work(), work()])
}

/** Prints a line of figures. */
export function report(figures: string): void {
  process.stdout.write(`${figures} (seed ${seed})\n`)
}
