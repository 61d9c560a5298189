import { damaged } from './compressed-problem.ts'
import { crc32 } from './crc32.ts'
import type { GzipInput } from './gzip-input.ts'

/** Whether the bytes begin as gzip does (RFC 1952); fewer than two do not. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Takes the header of a gzip member, of which nothing matters but that it is sound.
 *
 * @throws CompressedProblem
 */
export async function takeHeader(input: GzipInput): Promise<void> {
  const start = input.offset
  let crc = 0
  const sum = (bytes: Buffer) => {
    crc = crc32(bytes, crc)
  }
  const fixed = await input.bytes(10)
  sum(fixed)
  if (!isGzip(fixed)) throw damaged('there is no gzip header', start)
  const [, , method = 0, flags = 0] = fixed
  if (method !== deflate) throw damaged(`the gzip header names the unknown method ${method}`, start + 2)
  if (flags > knownFlags) throw damaged('the gzip header has reserved flags', start + 3)
  if (flags & hasExtra) {
    const size = await input.bytes(2)
    sum(size)
    sum(await input.bytes(size.readUInt16LE()))
  }
  if (flags & hasName) await input.text(sum)
  if (flags & hasComment) await input.text(sum)
  if (!(flags & hasSum)) return
  const offset = input.offset
  const given = (await input.bytes(2)).readUInt16LE()
  if (given !== (crc & 0xffff)) throw damaged('the gzip header does not match its checksum', offset)
}

const deflate = 8
const hasSum = 0x02
const hasExtra = 0x04
const hasName = 0x08
const hasComment = 0x10
/** The lowest, `text`, changes nothing. */
const knownFlags = 0x1f
