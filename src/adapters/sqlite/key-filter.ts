/** With eight bits and four probes a key, one new key in forty is taken for one that may be known. */
const bitsPerKey = 8
const probes = 4
/** Each layer has room for half as much as those before it: of twice as much, half might lie idle. */
const growth = 0.5
const firstCapacity = 1 << 16

/**
 * Knows for certain of most keys that they were never added (a Bloom filter that grows): a look-up
 * in the table for a line that is new, as most are, took a sixth of a replay.
 */
export class KeyFilter {
  #layers: Uint32Array[] = []
  #capacity = 0
  #room = 0
  /** The key of the last call: one that is asked for and not there is most often added next. */
  #recent = { text: '', number: 0, key: hash('', 0) }

  add(text: string, number: number): void {
    if (this.#room === 0) {
      this.#room = Math.max(firstCapacity, Math.ceil(growth * this.#capacity))
      this.#capacity += this.#room
      this.#layers.push(new Uint32Array(Math.ceil((this.#room * bitsPerKey) / 32)))
    }
    this.#room--
    const key = this.#key(text, number)
    const layer = this.#layers.at(-1)
    if (layer) setBits(layer, key, step(key))
  }

  /** Whether the key may have been added; if not, it was not. */
  mayHave(text: string, number: number): boolean {
    const key = this.#key(text, number)
    for (const layer of this.#layers) if (hasBits(layer, key, step(key))) return true
    return false
  }

  #key(text: string, number: number): number {
    const recent = this.#recent
    if (recent.text === text && recent.number === number) return recent.key
    recent.text = text
    recent.number = number
    recent.key = hash(text, number)
    return recent.key
  }
}

function setBits(layer: Uint32Array, first: number, distance: number): void {
  const bits = layer.length * 32
  for (let probe = 0, h = first; probe < probes; probe++, h = (h + distance) >>> 0) {
    const bit = h % bits
    layer[bit >>> 5] = (layer[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
}

function hasBits(layer: Uint32Array, first: number, distance: number): boolean {
  const bits = layer.length * 32
  for (let probe = 0, h = first; probe < probes; probe++, h = (h + distance) >>> 0) {
    const bit = h % bits
    if (((layer[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
  }
  return true
}

/** FNV-1a over the UTF-16 units and the number, mixed at the end, since its low bits alone are poor. */
function hash(text: string, number: number): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mixed(Math.imul(h ^ number, 0x01000193))
}

/** How far apart the probes of a key lie. */
function step(key: number): number {
  return mixed(key ^ 0x9747b28c) | 1
}

function mixed(n: number): number {
  const h = Math.imul(n ^ (n >>> 15), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
