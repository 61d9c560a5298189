import { crc32 as crc32OfNode, deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect } from 'vitest'
import { CompressedProblem } from '../../src/wire/compressed-problem.ts'
import { decompressed } from '../../src/wire/gunzip.ts'

export type Content = {
  /** Its bytes, as Latin-1: large texts compare faster than buffers. */
  readonly text: string
  readonly problem?: { readonly message: string; readonly offset: number; readonly hint: string }
}

export async function* chunksOf(file: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < file.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield file.subarray(at, at + size)
    at += size
  }
}

/** What comes of a file that arrives in chunks of these sizes, in turn; any error but damage is a failure of the test. */
export async function contentOf(file: Buffer, ...sizes: number[]): Promise<Content> {
  const outputs: Buffer[] = []
  try {
    for await (const output of decompressed(chunksOf(file, sizes.length > 0 ? sizes : [65_536]))) {
      outputs.push(Buffer.from(output))
    }
  } catch (error) {
    if (!(error instanceof CompressedProblem)) throw error
    const { message, offset, hint, code } = error
    expect(code).toBe('compressed')
    return { text: textOf(...outputs), problem: { message, offset, hint } }
  }
  return { text: textOf(...outputs) }
}

/** A log that compresses badly enough to need several pieces. */
export function logOf(events: number): Buffer {
  let seed = 7
  const lines = Array.from({ length: events }, (_, index) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return `{"type":"AllocationRequired","id":"e-${index}","orderid":"${seed.toString(36)}","sku":"S","qty":1}\n`
  })
  return Buffer.from(lines.join(''))
}

/** A member whose header has the optional fields that the flags name. */
export function memberWith(flags: number, data: Buffer): Buffer {
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]),
    Buffer.from(flags & 4 ? [5, 0, 1, 0, 2, 0, 3] : []),
    Buffer.from(flags & 8 ? 'events.ndjson\0' : ''),
    Buffer.from(flags & 16 ? 'a comment\0' : ''),
  ])
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(crc32OfNode(header) & 0xffff)
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32OfNode(data))
  trailer.writeUInt32LE(data.length, 4)
  return Buffer.concat([header, flags & 2 ? sum : Buffer.alloc(0), deflateRawSync(data), trailer])
}

export const log = logOf(60)
export const longLog = logOf(6_000)
export const member = gzipSync(log)
export const longMember = gzipSync(longLog)
export const sizes = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 5 })

export function textOf(...parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString('latin1')
}
