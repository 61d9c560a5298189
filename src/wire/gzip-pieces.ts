/** The longest piece, in bytes: so much compressed data is given up together when it is damaged. */
export const pieceLimit = 8_192

/**
 * Cuts a compressed input anew, at places that its content alone decides, so that what zlib makes of it cannot depend
 * on how it came in: a piece ends when it is full, and behind the mark that a writer leaves when it flushes, so that
 * events on a live pipe are not kept waiting. What lies whole in a chunk is not copied.
 */
export async function* gzipPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const held = new HeldBytes()
  let before: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    let mark = seamMark(before, chunk)
    let start = 0
    while (start < chunk.length) {
      if (mark <= start) mark = nextMark(chunk, start)
      const end = Math.min(start + pieceLimit - held.length, mark, chunk.length)
      const part = chunk.subarray(start, end)
      const full = end === mark || held.length + part.length === pieceLimit
      if (!full) held.add(part)
      else if (held.length === 0) yield part
      else yield held.take(part)
      start = end
    }
    before = Buffer.concat([before, chunk.subarray(-overlap)]).subarray(-overlap)
  }
  if (held.length > 0) yield held.take(Buffer.alloc(0))
}

/** The empty stored block with which deflate ends a flush. */
const flushMark = Buffer.from([0x00, 0x00, 0xff, 0xff])
const overlap = flushMark.length - 1

/** The end of a mark that began in an earlier chunk, or 0. */
function seamMark(before: Buffer, chunk: Buffer): number {
  const found = Buffer.concat([before, chunk.subarray(0, overlap)]).indexOf(flushMark)
  return found < 0 ? 0 : found + flushMark.length - before.length
}

/** The end of the next mark in the chunk, or infinity. */
function nextMark(chunk: Buffer, start: number): number {
  const found = chunk.indexOf(flushMark, start)
  return found < 0 ? Number.POSITIVE_INFINITY : found + flushMark.length
}

/** The beginning of a piece that is not complete. */
class HeldBytes {
  #bytes: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(part: Buffer): void {
    if (this.#length === 0) this.#bytes = Buffer.allocUnsafe(pieceLimit)
    this.#length += part.copy(this.#bytes, this.#length)
  }

  /** What was held, with its last part; it is nobody else's from then on. */
  take(last: Buffer): Buffer {
    this.add(last)
    const piece = this.#bytes.subarray(0, this.#length)
    this.#length = 0
    return piece
  }
}
