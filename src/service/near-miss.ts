/**
 * The candidate that a mistyped word most likely meant, or undefined where none is near: first one that differs
 * only in case and punctuation, then the nearest within a third of its length in typing errors (a letter
 * too many, too few, wrong, or two swapped), then one that the word spells out (`quantity` for `qty`).
 */
export function nearMiss(word: string, candidates: readonly string[]): string | undefined {
  const typed = letters(word)
  if (typed === '' || typed.length > 64) return undefined
  const same = candidates.find(candidate => letters(candidate) === typed)
  if (same !== undefined) return same
  return nearest(typed, candidates) ?? candidates.find(candidate => spellsOut(typed, letters(candidate)))
}

function letters(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function nearest(typed: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const wanted = letters(candidate)
    const errors = typingErrors(typed, wanted)
    if (errors < fewest && errors <= Math.floor(wanted.length / 3)) {
      best = candidate
      fewest = errors
    }
  }
  return best
}

/** The Damerau-Levenshtein distance, with each letter swapped at most once. */
function typingErrors(typed: string, wanted: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: wanted.length + 1 }, (_, column) => column)
  for (let row = 1; row <= typed.length; row++) {
    const current = [row]
    for (let column = 1; column <= wanted.length; column++) {
      const wrong = typed[row - 1] === wanted[column - 1] ? 0 : 1
      const swapped = typed[row - 1] === wanted[column - 2] && typed[row - 2] === wanted[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + wrong,
        swapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return last[wanted.length] ?? 0
}

function spellsOut(typed: string, short: string): boolean {
  if (short.length < 3) return false
  let found = 0
  for (const letter of typed) if (letter === short[found]) found++
  return found === short.length
}
