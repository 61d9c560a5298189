/**
 * A small seeded source of numbers (mulberry32): the same seed gives the same log on every machine.
 *
 * @param {number} seed
 */
export function randomFrom(seed) {
  let state = seed >>> 0

  /** @returns {number} 32 random bits */
  function bits() {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /**
   * @param {number} low
   * @param {number} high
   * @returns {number} a whole number from `low` to `high`, both included
   */
  function between(low, high) {
    return low + Math.floor((bits() / 2 ** 32) * (high - low + 1))
  }

  /** @returns {string} a random UUID (version 4) */
  function uuid() {
    const hex = [bits(), bits(), bits(), bits()].map(word => word.toString(16).padStart(8, '0')).join('')
    const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`]
    return [...parts, hex.slice(20)].join('-')
  }

  return { between, uuid }
}
