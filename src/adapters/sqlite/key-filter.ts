/** With ten bits and four probes a key, one new key in eighty is taken for one that may be known. */
const bitsPerKey = 10
const probes = 4
const firstCapacity = 1 << 16

/**
 * Knows for certain of most keys that they were never added (a Bloom filter that grows by doubling): a look-up
 * in the table for a line that is new, as most are, took a sixth of a replay.
 */
export class KeyFilter {
  #layers: Uint32Array[] = []
  #room = 0

  add(text: string, number: number): void {
    if (this.#room === 0) {
      this.#room = firstCapacity << this.#layers.length
      this.#layers.push(new Uint32Array((this.#room * bitsPerKey) >>> 5))
    }
    this.#room--
    const layer = this.#layers.at(-1)
    if (layer) setBits(layer, hash(text, number, 0x811c9dc5), hash(text, number, 0x9747b28c))
  }

  /** Whether the key may have been added; if not, it was not. */
  mayHave(text: string, number: number): boolean {
    const first = hash(text, number, 0x811c9dc5)
    const second = hash(text, number, 0x9747b28c)
    for (const layer of this.#layers) if (hasBits(layer, first, second)) return true
    return false
  }
}

function setBits(layer: Uint32Array, first: number, second: number): void {
  const bits = layer.length * 32
  for (let probe = 0, h = first; probe < probes; probe++, h = (h + second) >>> 0) {
    const bit = h % bits
    layer[bit >>> 5] = (layer[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
}

function hasBits(layer: Uint32Array, first: number, second: number): boolean {
  const bits = layer.length * 32
  for (let probe = 0, h = first; probe < probes; probe++, h = (h + second) >>> 0) {
    const bit = h % bits
    if (((layer[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
  }
  return true
}

/** FNV-1a over the UTF-16 units and the number, mixed at the end, since its low bits alone are poor. */
function hash(text: string, number: number, seed: number): number {
  let h = seed
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ number, 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
