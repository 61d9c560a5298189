import { cutShort, damaged, followed, unreadable } from './compressed-problem.ts'
import { crc32 } from './crc32.ts'
import { isGzip, takeHeader } from './gzip-header.ts'
import { GzipInput } from './gzip-input.ts'
import { gzipPieces } from './gzip-pieces.ts'
import { Inflater } from './inflater.ts'

/**
 * The content of an input: of gzip, which its first two bytes tell, what it holds; of anything else its own chunks,
 * untouched. Each member is checked against its trailer, and behind the last one only zero bytes may stand: Node's
 * own reader passes over what follows a zero byte in silence. `read` is told the bytes of the input that were taken
 * so far, compressed as they are; `beginGzip` is called before the first content of gzip.
 *
 * @throws CompressedProblem after all that could be decompressed before the damage; what and where does not depend on
 * how the input is cut into chunks
 */
export async function* decompressed(
  chunks: AsyncIterable<Buffer>,
  read: (bytes: number) => void = () => {},
  beginGzip: () => void = () => {},
): AsyncGenerator<Buffer> {
  const source = counted(chunks, read)
  const opening = await openingOf(source)
  const whole = chained(opening, source)
  if (isGzip(Buffer.concat(opening))) {
    beginGzip()
    yield* membersOf(whole)
  } else yield* whole
}

async function* counted(chunks: AsyncIterable<Buffer>, read: (bytes: number) => void) {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    read(bytes)
    yield chunk
  }
}

/** The first chunks, until they have two bytes. */
async function openingOf(source: AsyncGenerator<Buffer>): Promise<Buffer[]> {
  const opening: Buffer[] = []
  for (let length = 0; length < 2; ) {
    const next = await source.next()
    if (next.done) break
    opening.push(next.value)
    length += next.value.length
  }
  return opening
}

async function* chained(opening: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* opening
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

async function* membersOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new GzipInput(gzipPieces(chunks))
  try {
    do {
      await takeHeader(input)
      yield* memberData(input)
    } while (await anotherFollows(input))
  } finally {
    await input.close()
  }
}

async function* memberData(input: GzipInput): AsyncGenerator<Buffer> {
  const inflater = new Inflater()
  let sum = 0
  let size = 0
  try {
    for (let ended = false; !ended; ) {
      const piece = await input.peek()
      if (!piece) throw cutShort(input.offset)
      const inflated = await inflater.inflate(piece)
      for (const output of inflated.outputs) {
        sum = crc32(output, sum)
        size += output.length
        yield output
      }
      if (inflated.state === 'damaged') {
        throw unreadable(inflated.reason, input.offset, input.offset + piece.length)
      }
      ended = inflated.state === 'ended'
      input.take(inflated.state === 'ended' ? inflated.used : piece.length)
    }
  } finally {
    inflater.close()
  }
  await checkTrailer(input, sum, size)
}

/** The size is only known by its lowest 32 bits. */
async function checkTrailer(input: GzipInput, sum: number, size: number): Promise<void> {
  const offset = input.offset
  const trailer = await input.bytes(8)
  if (trailer.readUInt32LE(0) !== sum) throw damaged('the gzip data do not match their checksum', offset)
  if (trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw damaged('the gzip data do not match their length', offset + 4)
}

/** Whether what stands behind a member is another one; the padding at the end is taken. */
async function anotherFollows(input: GzipInput): Promise<boolean> {
  let padded = false
  for (let piece = await input.peek(); piece; piece = await input.peek()) {
    const other = piece.findIndex(byte => byte !== 0)
    if (other === 0 && !padded && piece[0] === magic) return true
    if (other >= 0) throw followed(input.offset + other)
    padded = true
    input.take(piece.length)
  }
  return false
}

/** With any other second byte the header tells what is wrong. */
const magic = 0x1f
