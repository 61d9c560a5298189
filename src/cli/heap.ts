import { setFlagsFromString } from 'node:v8'

/** V8 lets garbage grow to three times what lives before it collects all of it; so much is a third of a long run's memory. */
const growthPercent = 100

/** The last version that has the flag for certain; another one would complain about it on stderr. */
const lastNode = 24

/** Has all garbage collected when it is as much as what lives: 185 MB instead of 252 at a million events, for the same time. */
export function limitGarbage(): void {
  if (Number.parseInt(process.versions.node, 10) > lastNode) return
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`)
}
