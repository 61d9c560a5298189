import type { Part } from '../../service/history.ts'
import type { CompactEmission } from './journal-text.ts'

/** The places, from 1, of those events of a chain that were asked for, of what caused them and of what they caused. */
export function chosenPlaces(
  chain: readonly CompactEmission[],
  part: Exclude<Part, 'all'>,
): ReadonlySet<number> {
  const isAskedFor = 'suffix' in part ? isAt(placeOf(chain, part.suffix)) : isAbout(part)
  const chosen = new Set<number>()
  const whole = new Set<number>()
  for (const [index, event] of chain.entries()) {
    const place = index + 1
    if (!whole.has(event.cause) && !isAskedFor(event, place)) continue
    whole.add(place)
    for (let above = place; above > 0 && !chosen.has(above); above = chain[above - 1]?.cause ?? 0)
      chosen.add(above)
  }
  return chosen
}

type Asked = (event: CompactEmission, place: number) => boolean

function isAt(asked: number | undefined): Asked {
  return (_, place) => place === asked
}

function isAbout({ lines, batches }: Extract<Part, { lines: unknown }>): Asked {
  return ({ line, batch }) => lines.has(line) || (batch !== undefined && batches.has(batch))
}

/** The place of the event whose id ends so behind the input's: `~1~2` is the second that the first one caused. */
function placeOf(chain: readonly CompactEmission[], suffix: string): number | undefined {
  let cause = 0
  for (const step of suffix.slice(1).split('~')) {
    const place = nthCausedBy(chain, cause, Number(step))
    if (place === undefined) return undefined
    cause = place
  }
  return cause
}

function nthCausedBy(chain: readonly CompactEmission[], cause: number, n: number): number | undefined {
  let found = 0
  for (let place = cause + 1; place <= chain.length; place++) {
    if (chain[place - 1]?.cause === cause && ++found === n) return place
  }
  return undefined
}
