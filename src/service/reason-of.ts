/** What was thrown, in words: an object without a prototype has none. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    return 'it threw what has no text'
  }
}
