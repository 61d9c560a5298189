import { existsSync, readFileSync } from 'node:fs'

/** What `faults-disk.c` noted of one call. */
export type DiskNote = {
  readonly operation: 'make' | 'write' | 'truncate' | 'sync' | 'remove' | 'sync directory' | 'fail'
  /** The file's name without its directory; `stdout` for standard output. */
  readonly file: string
  /** Where a write began, the size that a file was cut to, the number of the call that failed. */
  readonly offset: number
  readonly data: Buffer
}

const operations = ['make', 'write', 'truncate', 'sync', 'remove', 'sync directory', 'fail'] as const
const headerSize = 24

/** Reads what was noted, in order. */
export function readTrace(path: string): DiskNote[] {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const notes: DiskNote[] = []
  for (let at = 0; at < bytes.length; ) {
    const operation = operations[bytes.readUInt32LE(at) - 1]
    if (!operation) throw new Error(`no note at byte ${at} of ${path}`)
    const nameEnd = at + headerSize + bytes.readUInt32LE(at + 4)
    const end = nameEnd + Number(bytes.readBigUInt64LE(at + 16))
    notes.push({
      operation,
      file: bytes.toString('utf8', at + headerSize, nameEnd),
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      data: bytes.subarray(nameEnd, end),
    })
    at = end
  }
  return notes
}

/** Whether a call counts among those that can be made to fail. */
export function canFail({ operation }: DiskNote): boolean {
  return operation !== 'remove' && operation !== 'fail'
}
